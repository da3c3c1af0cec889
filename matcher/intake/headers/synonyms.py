"""What offices and the register call each column.

The register's names are those of the Get Information about Schools (GIAS) downloads of
2019 to 2025; the rest is what offices write.
"""

# Best first: where two headers of one file mean the same column, the earlier synonym
# wins ("EstablishmentStatus (name)" before its code).
SYNONYMS: dict[str, tuple[str, ...]] = {
    "urn": ("urn", "school urn", "gias urn", "dfe urn", "edubase urn", "establishment urn",
            "unique reference number", "urn number", "urn no"),
    "name": ("establishment name", "school name", "name", "name of school", "institution",
             "institution name", "name of institution", "school", "establishment", "schname",
             "provider name", "college name", "university name", "organisation",
             "organisation name", "view name"),
    "type": ("type of establishment (name)", "type of establishment", "establishment type",
             "type of school", "school type", "type of institution", "institution type", "type",
             "minor group", "schooltype", "nftype", "type of establishment (code)"),
    "group": ("establishment type group (name)", "establishment type group", "type group",
              "group", "school type group", "sector", "school sector"),
    "phase": ("phase of education (name)", "phase of education", "phase", "school phase",
              "education phase"),
    "age_low": ("statutory low age", "age low", "lowest age", "low age", "youngest age",
                "minimum age", "min age", "age from", "agel"),
    "age_high": ("statutory high age", "age high", "highest age", "high age", "oldest age",
                 "maximum age", "max age", "age to", "ageh"),
    "status": ("establishment status (name)", "establishment status", "status",
               "school status", "open or closed", "open closed",
               "establishment status (code)"),
    "close_date": ("close date", "date closed", "closed on", "closing date", "closure date",
                   "date of closure"),
    "la_code": ("la (code)", "la code", "local authority (code)", "local authority code",
                "lea code", "la number", "la no", "lea number"),
    "la_name": ("la (name)", "la name", "local authority (name)", "local authority name",
                "local authority", "lea name", "lea", "la", "council", "county council",
                "authority"),
    "district_code": ("district administrative (code)", "district code", "district (code)",
                      "lad code", "local authority district code", "lad", "oslaua"),
    "lsoa_code": ("lsoa (code)", "lsoa code", "lsoa", "lsoa11", "lsoa21", "lsoa11 code",
                  "lsoa21 code", "lsoa11cd", "lsoa21cd"),
    "region": ("gor (name)", "region", "region (name)", "region name", "dfe region",
               "government office region", "rsc region", "rsc region (name)"),
    "trust": ("trusts (name)", "trust", "trust name", "trust (name)", "trusts", "mat",
              "mat name", "multi academy trust", "multi academy trust name", "academy trust",
              "school group", "name of trust"),
    "pupils": ("number of pupils", "pupils", "pupil numbers", "pupil number", "no of pupils",
               "number on roll", "nor", "roll", "pupils on roll", "total pupils",
               "total number of pupils"),
    "fsm_pct": ("percentage fsm", "fsm pct", "fsm percentage", "percent fsm", "% fsm", "fsm %",
                "fsm percent", "pct fsm", "fsm rate", "% free school meals",
                "percentage of pupils eligible for free school meals",
                "percentage eligible for fsm", "free school meals %", "pnumfsm"),
    "postcode": ("postcode", "post code", "postcode (main site)", "main site postcode",
                 "school postcode", "site postcode", "postal code", "pcode",
                 "address postcode"),
    "address": ("address", "full address", "school address", "postal address"),
    "town": ("town", "town or city", "city", "address town", "post town", "postal town",
             "school town", "town/city"),
    # The number an authority knows a school by; with the authority's code it is unique
    # among schools that are open.
    "laestab": ("laestab", "school laestab", "la estab", "dfe number", "dfe no", "dfes number",
                "dfe establishment number", "lea estab", "la/establishment number"),
    "estab": ("establishment number", "estab", "estab number", "estab no"),
    "age_range": ("age range", "ages", "age group", "ages taught", "pupil ages",
                  "statutory age range", "age range of pupils"),
    "role": ("role", "role in partnership", "partnership role", "partner role",
             "role in programme", "seeker or partner", "seeking or offering"),
    "capacity": ("capacity", "partnership capacity", "capacity for partnerships",
                 "partnerships it can take on", "number of partnerships",
                 "how many partnerships", "partnerships capacity", "max partnerships",
                 "capacity (partnerships)", "partnership places"),
    "open_to_contact": ("open to contact", "open to contact yes no", "open to being contacted",
                        "happy to be contacted", "can be contacted", "may be contacted",
                        "ok to contact", "may we contact", "open to approach",
                        "willing to be contacted", "contact allowed"),
    "kind": ("kind", "kind of institution"),
    "easting": ("easting", "eastings", "grid easting", "bng easting", "bng e", "osgb easting"),
    "northing": ("northing", "northings", "grid northing", "bng northing", "bng n",
                 "osgb northing"),
    "longitude": ("longitude", "long", "lon", "lng", "x longitude", "longitude (wgs84)"),
    "latitude": ("latitude", "lat", "y latitude", "latitude (wgs84)"),
    # X and Y may be metres or degrees: the values tell, see matcher.intake.columns.records.
    "x": ("x", "x coordinate", "x coord"),
    "y": ("y", "y coordinate", "y coord"),
    "needs": ("needs", "need", "what we need", "support needed", "needs support with",
              "support required", "what the school needs", "our needs", "wants", "seeking",
              "looking for", "priorities for support", "areas of need", "area of need",
              "help needed", "would like help with"),
    "strengths": ("strengths", "strength", "offers", "offer", "can offer", "what we offer",
                  "what we can offer", "support offered", "offering", "what the school offers",
                  "our strengths", "areas of strength", "area of strength", "able to offer",
                  "can support with", "help offered"),
    # Prose that may tell either side; which one, its words say.
    "notes": ("notes", "note", "comments", "comment", "remarks", "partnership notes",
              "further information", "other information", "additional information"),
    "boarding": ("boarders (name)", "boarders", "boarding", "boarding school", "has boarders",
                 "boarding provision", "takes boarders"),
    "sixth_form": ("official sixth form (name)", "official sixth form", "sixth form",
                   "has a sixth form", "has sixth form", "6th form"),
}  # fmt: skip

COLUMNS = tuple(name for name in SYNONYMS if name not in ("x", "y"))
SIDES = ("needs", "strengths")
TEXTS = (*SIDES, "notes")  # of these a file may have several columns, which are joined

# Words that tell which side a question is about ("What could you offer?"), unless it is
# about pupils' needs.
SIDE_WORDS: dict[str, set[str]] = {
    "needs": {"need", "needs", "needed", "needing", "want", "wants", "wanted", "lack", "lacks",
              "lacking"},
    "strengths": {"offer", "offers", "offered", "offering", "strength", "strengths", "contribute"},
}  # fmt: skip
IGNORED_WORDS = {"sen", "send", "special", "educational", "pupil", "pupils", "number", "percentage"}
