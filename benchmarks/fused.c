/* The measuring stick of growth.py: every seeker with every partner, one pass, nothing skipped but
   what is too far. Degrees are whole hundredths; the best k of each seeker and of each partner. */
#include <math.h>

static void enter(double *score, long *who, long k, double value, long other)
{
    long place = k;
    if (value <= score[k - 1]) return;
    while (place > 0 && value > score[place - 1]) place--;
    for (long last = k - 1; last > place; last--) {
        score[last] = score[last - 1];
        who[last] = who[last - 1];
    }
    score[place] = value;
    who[place] = other;
}

void fused(long seekers, long partners, long tags, long k,
           const double *xs, const double *ys, const double *opportunity,
           const float *need_s, const float *strength_s, const double *total_s,
           const double *xp, const double *yp,
           const float *need_p, const float *strength_p, const double *total_p,
           const double *weight, double half_m, double max_m,
           double *best_s, long *who_s, double *best_p, long *who_p)
{
    double limit = max_m * max_m;
    for (long i = 0; i < seekers; i++) {
        const float *need = need_s + i * tags, *strength = strength_s + i * tags;
        for (long j = 0; j < partners; j++) {
            double dx = xs[i] - xp[j], dy = ys[i] - yp[j], squared = dx * dx + dy * dy;
            if (squared > limit) continue;
            const float *offer = strength_p + j * tags, *want = need_p + j * tags;
            float gives = 0, gains = 0;
            for (long t = 0; t < tags; t++) {
                gives += need[t] * offer[t];
                gains += want[t] * strength[t];
            }
            double score = weight[0] * exp2(-sqrt(squared) / half_m) + weight[1] * opportunity[i]
                + weight[2] * gives * total_s[i] + weight[3] * gains * total_p[j];
            enter(best_s + i * k, who_s + i * k, k, score, j);
            enter(best_p + j * k, who_p + j * k, k, score, i);
        }
    }
}
