"""What both directions agree on: sheets, columns, names."""

from __future__ import annotations

from mourafaka.diagnosis.enums import Evidence

LANGUAGES = {"fr": "Français (fr)", "ar": "العربية (ar)"}
LABELS = {code: f"label::{name}" for code, name in LANGUAGES.items()}
SURVEY = (
    "type",
    "name",
    LABELS["fr"],
    LABELS["ar"],
    "required",
    "relevant",
    "parameters",
    "dimension",
    "weight",
    "critical",
    "label_en",
)
CHOICES = ("list_name", "name", LABELS["fr"], LABELS["ar"])
SETTINGS = (
    "form_title",
    "form_id",
    "version",
    "default_language",
    "title_fr",
    "title_ar",
    "title_en",
    "not_applicable_at_most",
)
PHOTO_PARAMETERS = "max-pixels=1600"  # light enough for a village's connection
NOT_APPLICABLE = "na"
EVIDENCE_LIST = "evidence"
YES, NO = "yes", "no"

NOT_APPLICABLE_WORDS = {"fr": "Sans objet", "ar": "لا ينطبق"}
# The rows that follow each question: suffix, type, words, when.
FOLLOWERS = (
    (
        "reason",
        "text",
        {"fr": "Pourquoi la question est-elle sans objet ?", "ar": "لماذا لا ينطبق السؤال؟"},
        "${{{code}}} = 'na'",
    ),
    (
        "evidence",
        f"select_one {EVIDENCE_LIST}",
        {"fr": "Comment le sait-on ?", "ar": "كيف عُرف ذلك؟"},
        "${{{code}}} != 'na'",
    ),
    ("comment", "text", {"fr": "Commentaire", "ar": "تعليق"}, ""),
    ("file", "image", {"fr": "Photo de la pièce", "ar": "صورة الوثيقة"}, ""),
)
EVIDENCE_WORDS = {
    Evidence.DOCUMENT: {"fr": "Document vu", "ar": "وثيقة مُعاينة"},
    Evidence.OBSERVATION: {"fr": "Constaté sur place", "ar": "معاينة ميدانية"},
    Evidence.DECLARATION: {"fr": "Déclaré seulement", "ar": "تصريح فقط"},
}
