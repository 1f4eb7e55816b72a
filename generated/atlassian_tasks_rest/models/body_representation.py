from enum import StrEnum


class BodyRepresentation(StrEnum):
    ANONYMOUS_EXPORT_VIEW = "anonymous_export_view"
    ATLAS_DOC_FORMAT = "atlas_doc_format"
    EDITOR = "editor"
    EDITOR2 = "editor2"
    EXPORT_VIEW = "export_view"
    PLAIN = "plain"
    RAW = "raw"
    STORAGE = "storage"
    STYLED_VIEW = "styled_view"
    VIEW = "view"
    WIKI = "wiki"

    def __str__(self) -> str:
        return str(self.value)
