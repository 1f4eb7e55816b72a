from enum import StrEnum


class RedactedEntity(StrEnum):
    ISSUEFIELDVALUE = "issuefieldvalue"
    ISSUE_COMMENT = "issue-comment"
    ISSUE_WORKLOG = "issue-worklog"

    def __str__(self) -> str:
        return str(self.value)
