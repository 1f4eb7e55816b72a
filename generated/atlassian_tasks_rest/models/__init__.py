"""Every model by name; its module is loaded when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .archived_issues_filter import ArchivedIssuesFilter
    from .backup_job import BackupJob
    from .backup_operation import BackupOperation
    from .backup_scope import BackupScope
    from .backup_state import BackupState
    from .body_representation import BodyRepresentation
    from .body_to_convert import BodyToConvert
    from .bulk_delete import BulkDelete
    from .bulk_edit import BulkEdit
    from .bulk_edit_fields import BulkEditFields
    from .bulk_failures import BulkFailures
    from .bulk_move import BulkMove
    from .bulk_move_classifications import BulkMoveClassifications
    from .bulk_move_field_value import BulkMoveFieldValue
    from .bulk_move_field_values import BulkMoveFieldValues
    from .bulk_move_fields import BulkMoveFields
    from .bulk_move_sources import BulkMoveSources
    from .bulk_move_statuses import BulkMoveStatuses
    from .bulk_move_target import BulkMoveTarget
    from .bulk_move_targets import BulkMoveTargets
    from .bulk_progress import BulkProgress
    from .bulk_submitter import BulkSubmitter
    from .bulk_transition import BulkTransition
    from .bulk_watch import BulkWatch
    from .conversion import Conversion
    from .conversion_state import ConversionState
    from .copied_titles import CopiedTitles
    from .data_center_long_task import DataCenterLongTask
    from .data_center_long_task_links import DataCenterLongTaskLinks
    from .data_center_long_task_message import DataCenterLongTaskMessage
    from .data_center_long_task_page import DataCenterLongTaskPage
    from .data_center_long_task_page_links import DataCenterLongTaskPageLinks
    from .date_range import DateRange
    from .issue_properties import IssueProperties
    from .issue_properties_by_issue import IssuePropertiesByIssue
    from .issue_property_change import IssuePropertyChange
    from .issue_property_deletion import IssuePropertyDeletion
    from .issue_property_filter import IssuePropertyFilter
    from .issue_type_mappings import IssueTypeMappings
    from .issues_to_archive import IssuesToArchive
    from .issues_to_transition import IssuesToTransition
    from .jira_task import JiraTask
    from .long_task import LongTask
    from .long_task_details import LongTaskDetails
    from .long_task_links import LongTaskLinks
    from .long_task_message import LongTaskMessage
    from .long_task_name import LongTaskName
    from .long_task_page import LongTaskPage
    from .page_hierarchy_copy import PageHierarchyCopy
    from .page_to_archive import PageToArchive
    from .pages_to_archive import PagesToArchive
    from .panel_pin import PanelPin
    from .panel_pin_action import PanelPinAction
    from .panel_pins import PanelPins
    from .permission_transition import PermissionTransition
    from .permission_transition_state import PermissionTransitionState
    from .principal_role import PrincipalRole
    from .principal_type import PrincipalType
    from .priority_mapping import PriorityMapping
    from .priority_mappings import PriorityMappings
    from .priority_scheme_changes import PrioritySchemeChanges
    from .priority_scheme_creation import PrioritySchemeCreation
    from .priority_scheme_ids import PrioritySchemeIds
    from .priority_scheme_update import PrioritySchemeUpdate
    from .project_template import ProjectTemplate
    from .project_template_capabilities import ProjectTemplateCapabilities
    from .project_template_details import ProjectTemplateDetails
    from .properties_of_issue import PropertiesOfIssue
    from .property_values import PropertyValues
    from .published_status_mapping import PublishedStatusMapping
    from .redacted_content import RedactedContent
    from .redacted_entity import RedactedEntity
    from .redaction import Redaction
    from .redaction_job import RedactionJob
    from .redaction_position import RedactionPosition
    from .redaction_request import RedactionRequest
    from .redaction_result import RedactionResult
    from .redaction_results import RedactionResults
    from .redaction_status import RedactionStatus
    from .reindex import Reindex
    from .reindex_request import ReindexRequest
    from .reindex_request_state import ReindexRequestState
    from .reindex_request_type import ReindexRequestType
    from .reindex_type import ReindexType
    from .security_level_mapping import SecurityLevelMapping
    from .security_scheme_assignment import SecuritySchemeAssignment
    from .selected_space import SelectedSpace
    from .site_backup import SiteBackup
    from .site_restore import SiteRestore
    from .space_access_removal import SpaceAccessRemoval
    from .space_backup import SpaceBackup
    from .space_restore import SpaceRestore
    from .space_role_assignment import SpaceRoleAssignment
    from .space_role_assignments import SpaceRoleAssignments
    from .space_selection import SpaceSelection
    from .space_selection_type import SpaceSelectionType
    from .status_mapping import StatusMapping
    from .task_status import TaskStatus
    from .workflow_for_issue_types import WorkflowForIssueTypes
    from .workflow_mappings import WorkflowMappings
    from .workflow_scheme_publication import WorkflowSchemePublication
    from .workflow_scheme_switch import WorkflowSchemeSwitch
    from .workflow_scheme_update import WorkflowSchemeUpdate
    from .workflow_scheme_version import WorkflowSchemeVersion
    from .workflow_status_update import WorkflowStatusUpdate
    from .workflow_update import WorkflowUpdate
    from .workflow_updates import WorkflowUpdates

_MODULES = {
    "ArchivedIssuesFilter": ".archived_issues_filter",
    "BackupJob": ".backup_job",
    "BackupOperation": ".backup_operation",
    "BackupScope": ".backup_scope",
    "BackupState": ".backup_state",
    "BodyRepresentation": ".body_representation",
    "BodyToConvert": ".body_to_convert",
    "BulkDelete": ".bulk_delete",
    "BulkEdit": ".bulk_edit",
    "BulkEditFields": ".bulk_edit_fields",
    "BulkFailures": ".bulk_failures",
    "BulkMove": ".bulk_move",
    "BulkMoveClassifications": ".bulk_move_classifications",
    "BulkMoveFieldValue": ".bulk_move_field_value",
    "BulkMoveFieldValues": ".bulk_move_field_values",
    "BulkMoveFields": ".bulk_move_fields",
    "BulkMoveSources": ".bulk_move_sources",
    "BulkMoveStatuses": ".bulk_move_statuses",
    "BulkMoveTarget": ".bulk_move_target",
    "BulkMoveTargets": ".bulk_move_targets",
    "BulkProgress": ".bulk_progress",
    "BulkSubmitter": ".bulk_submitter",
    "BulkTransition": ".bulk_transition",
    "BulkWatch": ".bulk_watch",
    "Conversion": ".conversion",
    "ConversionState": ".conversion_state",
    "CopiedTitles": ".copied_titles",
    "DataCenterLongTask": ".data_center_long_task",
    "DataCenterLongTaskLinks": ".data_center_long_task_links",
    "DataCenterLongTaskMessage": ".data_center_long_task_message",
    "DataCenterLongTaskPage": ".data_center_long_task_page",
    "DataCenterLongTaskPageLinks": ".data_center_long_task_page_links",
    "DateRange": ".date_range",
    "IssueProperties": ".issue_properties",
    "IssuePropertiesByIssue": ".issue_properties_by_issue",
    "IssuePropertyChange": ".issue_property_change",
    "IssuePropertyDeletion": ".issue_property_deletion",
    "IssuePropertyFilter": ".issue_property_filter",
    "IssueTypeMappings": ".issue_type_mappings",
    "IssuesToArchive": ".issues_to_archive",
    "IssuesToTransition": ".issues_to_transition",
    "JiraTask": ".jira_task",
    "LongTask": ".long_task",
    "LongTaskDetails": ".long_task_details",
    "LongTaskLinks": ".long_task_links",
    "LongTaskMessage": ".long_task_message",
    "LongTaskName": ".long_task_name",
    "LongTaskPage": ".long_task_page",
    "PageHierarchyCopy": ".page_hierarchy_copy",
    "PageToArchive": ".page_to_archive",
    "PagesToArchive": ".pages_to_archive",
    "PanelPin": ".panel_pin",
    "PanelPinAction": ".panel_pin_action",
    "PanelPins": ".panel_pins",
    "PermissionTransition": ".permission_transition",
    "PermissionTransitionState": ".permission_transition_state",
    "PrincipalRole": ".principal_role",
    "PrincipalType": ".principal_type",
    "PriorityMapping": ".priority_mapping",
    "PriorityMappings": ".priority_mappings",
    "PrioritySchemeChanges": ".priority_scheme_changes",
    "PrioritySchemeCreation": ".priority_scheme_creation",
    "PrioritySchemeIds": ".priority_scheme_ids",
    "PrioritySchemeUpdate": ".priority_scheme_update",
    "ProjectTemplate": ".project_template",
    "ProjectTemplateCapabilities": ".project_template_capabilities",
    "ProjectTemplateDetails": ".project_template_details",
    "PropertiesOfIssue": ".properties_of_issue",
    "PropertyValues": ".property_values",
    "PublishedStatusMapping": ".published_status_mapping",
    "RedactedContent": ".redacted_content",
    "RedactedEntity": ".redacted_entity",
    "Redaction": ".redaction",
    "RedactionJob": ".redaction_job",
    "RedactionPosition": ".redaction_position",
    "RedactionRequest": ".redaction_request",
    "RedactionResult": ".redaction_result",
    "RedactionResults": ".redaction_results",
    "RedactionStatus": ".redaction_status",
    "Reindex": ".reindex",
    "ReindexRequest": ".reindex_request",
    "ReindexRequestState": ".reindex_request_state",
    "ReindexRequestType": ".reindex_request_type",
    "ReindexType": ".reindex_type",
    "SecurityLevelMapping": ".security_level_mapping",
    "SecuritySchemeAssignment": ".security_scheme_assignment",
    "SelectedSpace": ".selected_space",
    "SiteBackup": ".site_backup",
    "SiteRestore": ".site_restore",
    "SpaceAccessRemoval": ".space_access_removal",
    "SpaceBackup": ".space_backup",
    "SpaceRestore": ".space_restore",
    "SpaceRoleAssignment": ".space_role_assignment",
    "SpaceRoleAssignments": ".space_role_assignments",
    "SpaceSelection": ".space_selection",
    "SpaceSelectionType": ".space_selection_type",
    "StatusMapping": ".status_mapping",
    "TaskStatus": ".task_status",
    "WorkflowForIssueTypes": ".workflow_for_issue_types",
    "WorkflowMappings": ".workflow_mappings",
    "WorkflowSchemePublication": ".workflow_scheme_publication",
    "WorkflowSchemeSwitch": ".workflow_scheme_switch",
    "WorkflowSchemeUpdate": ".workflow_scheme_update",
    "WorkflowSchemeVersion": ".workflow_scheme_version",
    "WorkflowStatusUpdate": ".workflow_status_update",
    "WorkflowUpdate": ".workflow_update",
    "WorkflowUpdates": ".workflow_updates",
}

__all__ = (
    "ArchivedIssuesFilter",
    "BackupJob",
    "BackupOperation",
    "BackupScope",
    "BackupState",
    "BodyRepresentation",
    "BodyToConvert",
    "BulkDelete",
    "BulkEdit",
    "BulkEditFields",
    "BulkFailures",
    "BulkMove",
    "BulkMoveClassifications",
    "BulkMoveFieldValue",
    "BulkMoveFieldValues",
    "BulkMoveFields",
    "BulkMoveSources",
    "BulkMoveStatuses",
    "BulkMoveTarget",
    "BulkMoveTargets",
    "BulkProgress",
    "BulkSubmitter",
    "BulkTransition",
    "BulkWatch",
    "Conversion",
    "ConversionState",
    "CopiedTitles",
    "DataCenterLongTask",
    "DataCenterLongTaskLinks",
    "DataCenterLongTaskMessage",
    "DataCenterLongTaskPage",
    "DataCenterLongTaskPageLinks",
    "DateRange",
    "IssueProperties",
    "IssuePropertiesByIssue",
    "IssuePropertyChange",
    "IssuePropertyDeletion",
    "IssuePropertyFilter",
    "IssueTypeMappings",
    "IssuesToArchive",
    "IssuesToTransition",
    "JiraTask",
    "LongTask",
    "LongTaskDetails",
    "LongTaskLinks",
    "LongTaskMessage",
    "LongTaskName",
    "LongTaskPage",
    "PageHierarchyCopy",
    "PageToArchive",
    "PagesToArchive",
    "PanelPin",
    "PanelPinAction",
    "PanelPins",
    "PermissionTransition",
    "PermissionTransitionState",
    "PrincipalRole",
    "PrincipalType",
    "PriorityMapping",
    "PriorityMappings",
    "PrioritySchemeChanges",
    "PrioritySchemeCreation",
    "PrioritySchemeIds",
    "PrioritySchemeUpdate",
    "ProjectTemplate",
    "ProjectTemplateCapabilities",
    "ProjectTemplateDetails",
    "PropertiesOfIssue",
    "PropertyValues",
    "PublishedStatusMapping",
    "RedactedContent",
    "RedactedEntity",
    "Redaction",
    "RedactionJob",
    "RedactionPosition",
    "RedactionRequest",
    "RedactionResult",
    "RedactionResults",
    "RedactionStatus",
    "Reindex",
    "ReindexRequest",
    "ReindexRequestState",
    "ReindexRequestType",
    "ReindexType",
    "SecurityLevelMapping",
    "SecuritySchemeAssignment",
    "SelectedSpace",
    "SiteBackup",
    "SiteRestore",
    "SpaceAccessRemoval",
    "SpaceBackup",
    "SpaceRestore",
    "SpaceRoleAssignment",
    "SpaceRoleAssignments",
    "SpaceSelection",
    "SpaceSelectionType",
    "StatusMapping",
    "TaskStatus",
    "WorkflowForIssueTypes",
    "WorkflowMappings",
    "WorkflowSchemePublication",
    "WorkflowSchemeSwitch",
    "WorkflowSchemeUpdate",
    "WorkflowSchemeVersion",
    "WorkflowStatusUpdate",
    "WorkflowUpdate",
    "WorkflowUpdates",
)


if not TYPE_CHECKING:  # which would believe that every name is there

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_MODULES[name], __name__), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
