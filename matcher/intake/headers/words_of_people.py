"""The words by which a header tells of people, and the words that take it back.

Each is a pattern for headers in lower case without punctuation; "_" stands for the gap between
two words. They come from the lists, forms and call sheets of schools, authorities and trusts.
"""

from __future__ import annotations


def _any(*patterns: str) -> str:
    return "|".join(" ".join(patterns).split()).replace("_", " ")


# How somebody is reached.
REACHED = _any(
    r"e_?mails?(_addr\w*)? mails? tele(phones?)? tels? telno telnum phones? mobiles? mobs? ph fax",
    r"landlines? whats_?app skype (teams|zoom)_(id|name) voicemail sms pager text_no switchboard",
    r"direct_(line|dial|number|no) (best|emergency)_(number|no) number_to_(call|ring) extn",
    r"contacts? con_details linkedin twitter fao attn for_the_attention care_of addressee",
    r"reply_to home_(address|post_?code)",
)
# What somebody is called, or signs as.
CALLED = _any(
    r"surnames? forenames? (first|last|middle|given|family|preferred|full|nick)_?names?",
    r"known_(to_us_)?as initials inits salutation mr mrs miss prof pronouns user_?name dob",
    r"next_of_kin upn ni_?(number|no) nino national_insurance trn",
    r"date_of_birth job_?(titles?|role) position_(in|at)_(the_)?school position_held",
    r"post_?holders? (counter_?)?signed sgd signatur\w+ (your|my|print)_names? names?_print",
    r"names?_(and_|or_)?(position|role|title|job|post) name_of_(your|the)_\w+_completing",
    r"(teacher|pupil|child|student|mentee|parent|carer|staff|candidate|delegate|volunteer|mentor|"
    r"coach|tutor|speaker|presenter|trainer|ambassador|host|champion|props|sec|sip|sle|nle|lle|ht|"
    r"s)_?(s_)?(names?|initials)",
)
# Who did what, and with whom.
DID = _any(
    r"(spoke|spoken|speak|talk|talked|chat|chatted|liaised?|discuss|discussed|agreed|arranged|met|"
    r"booked|confirmed|call|conversation|meeting|discussion|interview|seen|touch|kit|follow_up|"
    r"followed_up)_with copied_in",
    r"(spoke|spoken|speak|talk|talked|e_?mailed|mailed|sent|wrote|written|addressed|allocated|"
    r"assigned|delegated|referred|reported|reports?|passed|given|handed|copied|escalated|"
    r"forwarded|phoned|called|letter)_(over_|on_)?to",
    r"(heard|message|call|reply|response)_from (on_behalf|prepared)_(of|for) present_at",
    r"(by|to|with|from|for)_whom who_to_\w+",
)
# Who somebody is. It may be the subject of a need ("Need: L1 governors"). Some name a person
# in the singular alone: several are what schools need ("Middle leaders").
OFFICE = _any(
    r"heads? heads?_?title h(ea)?d_?teach\w* head_?(master|mistress)s? h(ea)?d_?t hd princ",
    r"principals? governors? chairs? chair(man|men|woman|person)s? directors? co_?ord(inators?)?",
    r"ceo coo cfo cio dpo chief_exec executives? leads? managers? mgrs? (vice_)?chancellors?",
    r"bursars? secretar(y|ies) (school|sch)_sec clerks? trustees? staff proprietors? owners?",
    r"pers(on|ons|onnel) people named officers? advis[eo]rs? inspectors? consultants? deput(y|ies)",
    r"practitioners? assistants? administrators? receptionists? caretakers? wardens? rectors?",
    r"provosts? deans? matrons? house_?(master|mistress)s? chaplains? vicars? registrars?",
    r"(case|social)_?workers? psychologists? ed_psych treasurers? callers? authors? visitors?",
    r"signator(y|ies) respondents? interview(er|ee)s? attendees? nominees? delegates? handlers?",
    r"senders? referrers? requesters? enquirers? informants? assessors? reviewers? compilers?",
    r"editors? colleagues? guardians? key_?holders? representatives? reps? improvement_partners?",
    r"leader technician nurse counsellor librarian facilitator trainer organiser speaker presenter",
    r"champion (senior|slt|executive)_sponsor",
    r"d?dsls? sencos? sendcos? sbms? sbls? hts? dht aht eht hos hod hoy slt s?poc nle lle sle nlg",
    r"ewo evc smhl cog hmi (pa|ea)_to",
    r"(our|slt|la|governor|trust|mat|phase)_links? teachers?_(in_charge|responsible)",
    r"(class|form|link|lead|named|our|your|y(ea)?r_\d+)_(teacher|tutor)s?",
    r"(our|your|named|nominated|assigned|allocated|link)_(mentor|coach|ambassador|volunteer)s?",
    r"(mentor|coach|tutor)s?_(assigned|allocated|named)",
)
# Of a person where they are the whole header; within one they are common words.
WHOLE = _any(
    r"who whom whose_.* who_(?!need|want|offer|can|could|will|would|is_it|it_is|for)\w+.*",
    r"c_o(_.*)? ask_for.* cc dear handle ring cell ext(_no|_number)? initial int sig sign_off",
    r"pupil child student learner parent(_carer)? carer mother father mum dad",
    r"((?!share|sharing|lack|no|need|per|pupils?|students?)\w+_){0,2}teacher teacher_of_.*",
    r"(\w+_)?(mentor|coach|tutor|volunteer|ambassador)(_(mentor|coach|tutor|volunteer))?",
    r"((our|school|la|diocesan|church|trust|parish)_)?liaison (diocesan|church|parish)_link",
    r"approver nominated recipient payee priest imam rabbi minister rang phoned telephoned texted",
    r"admin pa ea sia sgo teacher attending apologies spoke user headship position designation",
)
# Who it was done by is an institution, or a day.
NOT_BY_PEOPLE = _any(
    r"located offered needed required wanted due reply return deadline sponsored funded supported",
    r"run maintained owned governed replaced succeeded provided delivered hosted served covered",
    r"accredited regulated published ranked sorted sort grouped group split divided measured",
    r"inspected fed ed close near stand",
)
# Matters and institutions that have such a word in front, and what is said of contact.
MATTER = _any(
    r"counts? rooms? offices? training cpd development shortages? recruitment retention vacanc\w+",
    r"turnover absences? wellbeing workload support networks? forums? conferences? induction",
    r"mentoring coaching capacity programmes? meetings? briefings? boards? services? skills time",
    r"exchanges? secondments? types? groups? reports? reviews? pay salar(y|ies) qualifications?",
    r"children pupils subjects? occupied",
)
INSTITUTION = _any(
    r"schools? trusts? academ(y|ies) authorit\w+ la organisations? providers? partners?",
    r"institutions? colleges? universit\w+ hubs?",
)
# What a school needs or offers, where a header ends in it: the words in front say whose it is
# ("Subject leader needs"), unless they make it the matter of an office ("Head of special needs")
# or what is asked for is how to reach somebody ("Contact required").
SIDE = _any(
    r"needs? needed needing offers? offered priorit(y|ies) wants? wanted wishes requirements?",
    r"required requests? requested requesting strengths? lacks lacking",
)
KIND_OF_NEEDS = _any(
    r"special educational additional learning individual complex medical high sen send inclusion",
    r"(pupil|student|child)s?",
)
MEANS = _any(
    r"(e_?mail|telephone|phone)s?_(survey|enquiry|questionnaire|interview|consultation|audit|poll)",
)
# Support and training of an office, or of several.
HELP = _any(r"support training cpd development coaching mentoring")
# Behind what is needed or offered: by whom it was said, or is given.
SAID = _any(
    r"discussed agreed identified offered needed wanted raised given said told reported listed set",
    r"requested chosen suggested taught provided seen",
)
# Other headers with such a word that are about nobody.
NOBODY = _any(
    r"hubs?_leads? teaching_assistants? (language|classroom)_assistants?",
    r"(tele)?phone_(calls?|notes?|conversations?|discussions?)",
    r"(e_?mail|phones?)_polic(y|ies) mail_order (not|non)_mobile",
    r"mobile_(classrooms?|librar\w+|units?|labs?|pupils?) dates?_of_(first_|last_|next_)?contact",
    r"(first|last|latest|next|previous|most_recent)_contact(ed)?(_(on|date))?(?=_\Z)",
    r"contact_(hours?|times?|days?|sports?|sessions?|lessons?|teaching|ratio|allowed|made)",
    r"(may|can|ok|okay|happy|willing|open|agree\w*|consent\w*|permission|available)_.*contact",
    r"signed_(up|on|mo_?u|agreement) (mo_?u|agreement|date)_signed",
    r"\w+_with_((a|the|our|their|other)_)?(partners?|schools?|trusts?)",
)
# A number of people names none of them, nor does what is wanted for them.
NUMBER_OF = _any(
    r"total pct percentage percent proportion average mean ratio how_many fte headcount",
    r"(number|no|num|count|share|rate)_of full_time_equivalent",
    r"(needs?|strengths?|offers?|support|help|coaching|mentoring|training|cpd)_(for|of)",
)
# Within a word that is written without a gap: HEADEMAIL, contactname.
FUSED = _any(
    r"\w+email \w{3,}mail email\w+ telephone\w+ telnum telno phonen mobilen senco\w sendco\w",
    r"whatsapp (first|last|sur|fore)name jobtitle contact(name|person|no|num|tel|details)",
    r"(school|main|key|of)contact of(the)?governors",
    r"(heads?|headteachers?|governors?|secretary|d?dsl|sbm|chair|clerk|bursar|principal)s?"
    r"(name|title|tel|mob|phone)",
)
# Words that are often misspelt, and those that are spelt almost like them.
OFTEN_MISSPELT = (
    "headteacher", "headmistress", "principal", "governor", "secretary", "telephone", "contact",
    "coordinator", "manager", "adviser", "assistant", "signature", "forename", "surname",
    "practitioner", "proprietor", "receptionist", "administrator", "inspector", "director",
)  # fmt: skip
SPELT_ALIKE = {"contract", "contracts", "principle", "coordinate", "directory", "managed",
               "manage", "directed", "contacted", "assistance"}  # fmt: skip
