"""Headers as files of today write them: official lists, councils' open data, offices' shorthand."""

from __future__ import annotations

import pytest

from matcher.intake.headers.people import is_personal
from matcher.intake.headers.recognise import recognise_header

# Each spelling is one that a real file has: of Ofsted's management information, the Department's
# "Schools in England" (EduBase), its list of academies, its statistics by school, the labels of
# Get Information about Schools, councils' open data, and offices.
OFFICIAL = {
    "urn": ["Unique Reference Number (URN)", "unique_reference_number", "school_urn", "URN/Ref"],
    "name": ["School name", "SCHNAME", "Establishment name", "Academy Name", "school_name",
             "School or college name", "Setting name", "Sch", "Name of provider"],
    "type": ["Type of education", "Type of establishment", "Establishment type (name)",
             "establishment_type", "type_of_establishment", "school_type", "institution_type",
             "Governance", "category", "NFTYPE", "MINORGROUP", "Provider type"],
    "group": ["establishment_type_group", "EstablishmentTypeGroup (name)", "Sector"],
    "phase": ["Ofsted phase", "Phase of education", "phase-type_grouping", "School Phase",
              "Type of Provision - Phase"],
    "age_low": ["Statutory lowest age", "lowest_admission_age", "Lower age limit",
                "Age range (low)", "StatutoryLowestAge", "AGELOW", "start_age", "Age from"],
    "age_high": ["Statutory highest age", "highest_admission_age", "Upper age limit",
                 "Age range (high)", "StatutoryHighestAge", "AGEHIGH", "finish_age", "Age to"],
    "age_range": ["AGERANGE", "Age range", "Pupil age range"],
    "status": ["Establishment status", "EstablishmentStatus (name)", "Open/closed"],
    "close_date": ["closed_on", "Close date", "Closed date"],
    "la_code": ["Local authority (code)", "Local Authority Number", "old_la_code", "LA Number"],
    "la_name": ["Local authority (name)", "Local Authority Name", "la_name", "LA", "Council"],
    "region": ["Region", "region_name", "Ofsted region", "GOR (name)"],
    "urban_rural": ["UrbanRural (name)", "UrbanRural (code)", "Urban/rural", "RUC21CD"],
    "trust": ["Multi-academy trust name", "Academy Trust Name", "sponsoring_trust",
              "Trusts (name)", "MAT"],
    "federation": ["Federations (name)", "Federation", "Federation name"],
    "trust_flag": ["TrustSchoolFlag (name)"],
    "federation_flag": ["FederationFlag (name)"],
    "pupils": ["Total number of pupils", "On roll", "headcount of pupils", "NOR", "TOTPUPS",
               "NumberOfPupils", "No. on roll"],
    "fsm_pct": ["% of pupils known to be eligible for free school meals",
                "free_school_meals_percentage", "PercentageFSM", "% eligible for FSM"],
    "postcode": ["Postcode", "Pcode", "P Code", "Post code"],
    "district_name": ["DistrictAdministrative (name)", "District"],
    "town": ["Town"],
    "laestab": ["LAESTAB", "DfE number (LAESTAB)", "school_laestab", "LA Establishment Number"],
    "estab": ["Establishment number", "Est no", "ESTAB"],
    "sixth_form": ["Sixth form", "OfficialSixthForm (name)"],
    "boarding": ["Boarders", "BoardingEstablishment (name)"],
    "needs": ["Support req'd", "Help required", "Needs (free text)", "Support wanted"],
    "strengths": ["Offer", "Areas of expertise", "Can help with", "Support available"],
    "notes": ["Telephone call notes", "Notes from call", "Visit notes"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "header"), [(column, text) for column, texts in OFFICIAL.items() for text in texts]
)
def test_headers_of_official_lists(column: str, header: str) -> None:
    layout = recognise_header([header])
    assert layout.used == {column: (0,)}
    assert not layout.guessed


def test_a_row_of_ofsteds_management_information() -> None:
    line = (
        "Web Link,URN,LAESTAB,School name,Ofsted phase,Type of education,School open date,"
        "Admissions policy,Sixth form,Designated religious character,Faith grouping,Ofsted region,"
        "Region,Local authority,Parliamentary constituency,Multi-academy trust UID,"
        "Multi-academy trust name,Academy sponsor UID,Academy sponsor name,Postcode,"
        "Total number of pupils,Statutory lowest age,Statutory highest age,Inspection number,"
        "Latest OEIF overall effectiveness,Quality of education,Personal development"
    )
    header = line.split(",")
    layout = recognise_header(header, guess=True)
    read = {column: header[at] for column, (at,) in layout.used.items()}
    assert read == {
        "urn": "URN", "laestab": "LAESTAB", "name": "School name", "phase": "Ofsted phase",
        "type": "Type of education", "sixth_form": "Sixth form", "region": "Region",
        "la_name": "Local authority", "trust": "Multi-academy trust name",
        "postcode": "Postcode", "pupils": "Total number of pupils",
        "age_low": "Statutory lowest age", "age_high": "Statutory highest age",
    }  # fmt: skip
    assert not layout.guessed
    assert not layout.personal


@pytest.mark.parametrize(
    "header",
    ["Latest OEIF overall effectiveness", "Overall effectiveness", "new_la_code", "RAG",
     "Multi-academy trust UID", "Academy sponsor name", "Parliamentary constituency", "Priority 1",
     "Lead school", "SchoolCapacity", "time_period", "School open date", "Key stage"],
)  # fmt: skip
def test_what_no_column_of_ours_is(header: str) -> None:
    assert recognise_header([header], guess=True).ignored == (0,)


@pytest.mark.parametrize(
    "header",
    ["Phoned by", "Spoken to", "Ht", "SENCo", "Completed by", "Signature", "Landline",
     "Lead inspector", "Name of head teacher", "School improvement adviser", "Clerk to governors",
     "Trustees", "Case officer", "Direct dial", "E mail", "Contact notes", "Head says",
     "Telephone number", "Deputy", "Initials", "Seen by", "PA to Principal"],
)  # fmt: skip
def test_more_columns_about_people(header: str) -> None:
    layout = recognise_header([header], guess=True)
    assert layout.personal == (0,)


@pytest.mark.parametrize(
    "header", ["Telephone call notes", "Phone notes", "Lead school", "Staff training needed"]
)
def test_what_names_nobody(header: str) -> None:
    assert not is_personal(header)
