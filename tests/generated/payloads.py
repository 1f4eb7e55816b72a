"""What a person writes to start something, and what has to go over the wire."""

from __future__ import annotations

from typing import Any

from atlassian_tasks_rest.models import (
    ArchivedIssuesFilter,
    BulkDelete,
    BulkEdit,
    BulkEditFields,
    BulkMove,
    BulkMoveClassifications,
    BulkMoveFields,
    BulkMoveFieldValue,
    BulkMoveFieldValues,
    BulkMoveSources,
    BulkMoveStatuses,
    BulkMoveTarget,
    BulkMoveTargets,
    BulkTransition,
    BulkWatch,
    CopiedTitles,
    DateRange,
    IssueProperties,
    IssuePropertiesByIssue,
    IssuePropertyChange,
    IssuePropertyDeletion,
    IssuePropertyFilter,
    IssuesToArchive,
    IssuesToTransition,
    IssueTypeMappings,
    PageHierarchyCopy,
    PagesToArchive,
    PageToArchive,
    PanelPin,
    PanelPinAction,
    PanelPins,
    PriorityMapping,
    PriorityMappings,
    PrioritySchemeChanges,
    PrioritySchemeCreation,
    PrioritySchemeIds,
    PrioritySchemeUpdate,
    ProjectTemplate,
    ProjectTemplateCapabilities,
    ProjectTemplateDetails,
    PropertiesOfIssue,
    PropertyValues,
    PublishedStatusMapping,
    RedactedContent,
    RedactedEntity,
    Redaction,
    RedactionPosition,
    RedactionRequest,
    SecurityLevelMapping,
    SecuritySchemeAssignment,
    StatusMapping,
    WorkflowForIssueTypes,
    WorkflowMappings,
    WorkflowSchemePublication,
    WorkflowSchemeSwitch,
    WorkflowSchemeUpdate,
    WorkflowSchemeVersion,
    WorkflowStatusUpdate,
    WorkflowUpdate,
    WorkflowUpdates,
)

MAPPING = StatusMapping(old_status_id="3", new_status_id="10003")
MAPPED = {"oldStatusId": "3", "newStatusId": "10003"}
EDIT = {"labelsFields": [{"fieldId": "labels", "labels": [{"name": "late"}]}]}
DOCUMENT = {"type": "doc", "version": 1, "content": []}

PAYLOADS: list[tuple[Any, dict[str, Any]]] = [
    (
        SecuritySchemeAssignment(
            project_id="10000",
            scheme_id=None,
            old_to_new_security_level_mappings=[
                SecurityLevelMapping(old_level_id=None, new_level_id="30001")
            ],
        ),
        {
            "projectId": "10000",
            "schemeId": None,
            "oldToNewSecurityLevelMappings": [{"oldLevelId": None, "newLevelId": "30001"}],
        },
    ),
    (
        WorkflowSchemeSwitch(
            project_id="10001",
            target_scheme_id="10002",
            mappings_by_issue_type_override=[
                IssueTypeMappings(issue_type_id="10000", status_mappings=[MAPPING])
            ],
        ),
        {
            "projectId": "10001",
            "targetSchemeId": "10002",
            "mappingsByIssueTypeOverride": [{"issueTypeId": "10000", "statusMappings": [MAPPED]}],
        },
    ),
    (
        WorkflowSchemeUpdate(
            id="10000",
            name="Bugs",
            description="",
            version=WorkflowSchemeVersion(id="527213fc", version_number=1),
            workflows_for_issue_types=[
                WorkflowForIssueTypes(workflow_id="w", issue_type_ids=["10000"])
            ],
            status_mappings_by_workflows=[
                WorkflowMappings(
                    old_workflow_id="v", new_workflow_id="w", status_mappings=[MAPPING]
                )
            ],
        ),
        {
            "id": "10000",
            "name": "Bugs",
            "description": "",
            "version": {"id": "527213fc", "versionNumber": 1},
            "workflowsForIssueTypes": [{"workflowId": "w", "issueTypeIds": ["10000"]}],
            "statusMappingsByWorkflows": [
                {"oldWorkflowId": "v", "newWorkflowId": "w", "statusMappings": [MAPPED]}
            ],
        },
    ),
    (
        WorkflowSchemePublication(
            status_mappings=[
                PublishedStatusMapping(issue_type_id="1", status_id="3", new_status_id="4")
            ]
        ),
        {"statusMappings": [{"issueTypeId": "1", "statusId": "3", "newStatusId": "4"}]},
    ),
    (
        IssueProperties(
            entities_ids=[10100],
            properties=PropertyValues.from_dict({"owner": {"name": "admin"}, "weight": 3}),
        ),
        {"entitiesIds": [10100], "properties": {"owner": {"name": "admin"}, "weight": 3}},
    ),
    (
        IssuePropertiesByIssue(
            issues=[
                PropertiesOfIssue(issue_id=1, properties=PropertyValues.from_dict({"k": [None]}))
            ]
        ),
        {"issues": [{"issueID": 1, "properties": {"k": [None]}}]},
    ),
    (
        IssuePropertyChange(
            value={"weight": 100},
            filter_=IssuePropertyFilter(entity_ids=[10100], current_value=0, has_property=True),
        ),
        {
            "value": {"weight": 100},
            "filter": {"entityIds": [10100], "currentValue": 0, "hasProperty": True},
        },
    ),
    (IssuePropertyDeletion(current_value="old"), {"currentValue": "old"}),
    (IssuePropertyDeletion(), {}),
    (
        ProjectTemplate(
            details=ProjectTemplateDetails.from_dict({"key": "A", "additionalProperties": {}}),
            template=ProjectTemplateCapabilities.from_dict({"scope": {"type": "GLOBAL"}}),
        ),
        {
            "details": {"key": "A", "additionalProperties": {}},
            "template": {"scope": {"type": "GLOBAL"}},
        },
    ),
    (
        BulkDelete(selected_issue_ids_or_keys=["A-1"], send_bulk_notification=False),
        {"selectedIssueIdsOrKeys": ["A-1"], "sendBulkNotification": False},
    ),
    (
        BulkEdit(
            selected_issue_ids_or_keys=["A-1"],
            selected_actions=["labels"],
            edited_fields_input=BulkEditFields.from_dict(EDIT),
        ),
        {
            "selectedIssueIdsOrKeys": ["A-1"],
            "selectedActions": ["labels"],
            "editedFieldsInput": EDIT,
        },
    ),
    (
        BulkMove(
            target_to_sources_mapping=BulkMoveTargets.from_dict(
                {
                    "B,10001": {
                        "inferClassificationDefaults": True,
                        "inferFieldDefaults": True,
                        "inferStatusDefaults": True,
                        "inferSubtaskTypeDefault": True,
                        "issueIdsOrKeys": ["A-1"],
                    }
                }
            )
        ),
        {
            "targetToSourcesMapping": {
                "B,10001": {
                    "inferClassificationDefaults": True,
                    "inferFieldDefaults": True,
                    "inferStatusDefaults": True,
                    "inferSubtaskTypeDefault": True,
                    "issueIdsOrKeys": ["A-1"],
                }
            }
        },
    ),
    (
        BulkMoveTarget(
            issue_ids_or_keys=["A-1"],
            infer_classification_defaults=False,
            infer_field_defaults=False,
            infer_status_defaults=False,
            infer_subtask_type_default=True,
            target_classification=[
                BulkMoveClassifications(
                    classifications=BulkMoveSources.from_dict({"c": ["d", "-1"]})
                )
            ],
            target_mandatory_fields=[
                BulkMoveFields(
                    fields=BulkMoveFieldValues.from_dict(
                        {
                            "labels": BulkMoveFieldValue(value=["late"], retain=False).to_dict(),
                            "description": BulkMoveFieldValue(
                                value=DOCUMENT, type_="adf"
                            ).to_dict(),
                        }
                    )
                )
            ],
            target_status=[
                BulkMoveStatuses(statuses=BulkMoveSources.from_dict({"10001": ["10002"]}))
            ],
        ),
        {
            "issueIdsOrKeys": ["A-1"],
            "inferClassificationDefaults": False,
            "inferFieldDefaults": False,
            "inferStatusDefaults": False,
            "inferSubtaskTypeDefault": True,
            "targetClassification": [{"classifications": {"c": ["d", "-1"]}}],
            "targetMandatoryFields": [
                {
                    "fields": {
                        "labels": {"value": ["late"], "retain": False},
                        "description": {"value": DOCUMENT, "type": "adf"},
                    }
                }
            ],
            "targetStatus": [{"statuses": {"10001": ["10002"]}}],
        },
    ),
    (
        BulkTransition(
            bulk_transition_inputs=[
                IssuesToTransition(selected_issue_ids_or_keys=["A-1"], transition_id="11")
            ]
        ),
        {"bulkTransitionInputs": [{"selectedIssueIdsOrKeys": ["A-1"], "transitionId": "11"}]},
    ),
    (BulkWatch(selected_issue_ids_or_keys=["A-1"]), {"selectedIssueIdsOrKeys": ["A-1"]}),
    (
        ArchivedIssuesFilter(
            projects=["A"],
            archived_date_range=DateRange(date_after="2026-01-01", date_before="2026-01-12"),
        ),
        {
            "projects": ["A"],
            "archivedDateRange": {"dateAfter": "2026-01-01", "dateBefore": "2026-01-12"},
        },
    ),
    (
        PanelPins(
            module_id="ari:cloud:ecosystem::extension/a/e/static/m",
            project_list=[
                PanelPin(project_id_or_key="A", action=PanelPinAction.PIN),
                PanelPin(project_id_or_key="B", action="HIDE"),
            ],
        ),
        {
            "moduleId": "ari:cloud:ecosystem::extension/a/e/static/m",
            "projectList": [
                {"projectIdOrKey": "A", "action": "PIN"},
                {"projectIdOrKey": "B", "action": "HIDE"},
            ],
        },
    ),
    (IssuesToArchive(jql="updated < -2y"), {"jql": "updated < -2y"}),
    (
        RedactionRequest(
            redactions=[
                Redaction(
                    external_id="5F0C277E-0000-4000-8000-000000000001",
                    reason="A password",
                    content_item=RedactedContent(
                        id="10001",
                        entity_type=RedactedEntity.ISSUEFIELDVALUE,
                        entity_id="summary",
                    ),
                    redaction_position=RedactionPosition(from_=3, to=9, expected_text="aGFzaA=="),
                )
            ]
        ),
        {
            "redactions": [
                {
                    "externalId": "5F0C277E-0000-4000-8000-000000000001",
                    "reason": "A password",
                    "contentItem": {
                        "id": "10001",
                        "entityType": "issuefieldvalue",
                        "entityId": "summary",
                    },
                    "redactionPosition": {"from": 3, "to": 9, "expectedText": "aGFzaA=="},
                }
            ]
        },
    ),
    (
        PrioritySchemeCreation(
            name="Ours",
            default_priority_id=10001,
            priority_ids=[10000, 10001],
            mappings=PriorityMappings(in_=PriorityMapping.from_dict({"10002": 10000})),
        ),
        {
            "name": "Ours",
            "defaultPriorityId": 10001,
            "priorityIds": [10000, 10001],
            "mappings": {"in": {"10002": 10000}},
        },
    ),
    (
        PrioritySchemeUpdate(
            priorities=PrioritySchemeChanges(add=PrioritySchemeIds(ids=[10001])),
            projects=PrioritySchemeChanges(remove=PrioritySchemeIds(ids=[10103])),
            mappings=PriorityMappings(out=PriorityMapping.from_dict({"10001": 10005})),
        ),
        {
            "priorities": {"add": {"ids": [10001]}},
            "projects": {"remove": {"ids": [10103]}},
            "mappings": {"out": {"10001": 10005}},
        },
    ),
    (
        WorkflowUpdates(
            statuses=[WorkflowStatusUpdate.from_dict({"name": "Done", "statusReference": "1"})],
            workflows=[WorkflowUpdate.from_dict({"id": "w", "transitions": [{"id": "11"}]})],
        ),
        {
            "statuses": [{"name": "Done", "statusReference": "1"}],
            "workflows": [{"id": "w", "transitions": [{"id": "11"}]}],
        },
    ),
    (PagesToArchive(pages=[PageToArchive(id=98305)]), {"pages": [{"id": 98305}]}),
    (
        PageHierarchyCopy(
            destination_page_id="98306",
            copy_attachments=True,
            title_options=CopiedTitles(prefix="Copy of "),
        ),
        {
            "destinationPageId": "98306",
            "copyAttachments": True,
            "titleOptions": {"prefix": "Copy of "},
        },
    ),
]
