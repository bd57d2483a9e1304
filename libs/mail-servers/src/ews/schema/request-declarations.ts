import { type ComplexType, declareTypes } from './declare-types.ts';
import { itemTypes } from './item-declarations.ts';

/** Folders, paths, restrictions and what else of types.xsd stands in requests. */
const typeLines: Readonly<Record<string, string>> = {
  NamedFolder: 'Mailbox=Address @Id=FolderName! @ChangeKey',
  FolderIds: '|+ FolderId=Id DistinguishedFolderId=NamedFolder',
  ItemIds: '|+ ItemId=Id OccurrenceItemId=OccurrenceId RecurringMasterItemId=MasterOfOccurrenceId',
  PlainItemIds: '|+ ItemId=Id',
  RequestAttachmentId: '@Id=filled! @RootItemId @RootItemChangeKey',
  AttachmentIds: '|+ AttachmentId=RequestAttachmentId',

  BaseFolder: `FolderId=Id ParentFolderId=Id FolderClass DisplayName TotalCount=int ChildFolderCount=int
    ExtendedProperty=ExtendedProperty* ManagedFolderInformation EffectiveRights=Rights DistinguishedFolderId=FolderName^15`,
  Folder: '<BaseFolder> PermissionSet UnreadCount=int',
  CalendarFolder: '<BaseFolder> SharingEffectiveRights PermissionSet',
  SearchFolder: '<Folder> SearchParameters=SearchParameters',
  Folders:
    '|+ Folder=Folder CalendarFolder=CalendarFolder ContactsFolder=CalendarFolder SearchFolder=SearchFolder TasksFolder=Folder',

  FolderShape: 'BaseShape=BaseShape! AdditionalProperties=Paths',
  ItemShape: `BaseShape=BaseShape! IncludeMimeContent=bool BodyType=BodyWish UniqueBodyType=BodyWish^15
    NormalizedBodyType=BodyWish^15 FilterHtmlContent=bool ConvertHtmlCodePageToUTF8=bool AdditionalProperties=Paths`,
  AttachmentShape:
    'IncludeMimeContent=bool BodyType=BodyWish FilterHtmlContent=bool AdditionalProperties=Paths',
  View: '@MaxEntriesReturned=int @Offset=int! @BasePoint=BasePoint!',
  FractionView: '@MaxEntriesReturned=int @Numerator=int! @Denominator=int!',
  CalendarView: '@MaxEntriesReturned=int @StartDate=dateTime! @EndDate=dateTime!',

  AnyPath: 'FieldURI=Path IndexedFieldURI=IndexedPath ExtendedFieldURI=ExtendedPath',
  Constant: '@Value!',
  PathOrConstant: '<AnyPath> Constant=Constant',
  Operands: '<AnyPath> FieldURIOrConstant=PathOrConstant!',
  ContainsTest:
    '<AnyPath> Constant=Constant! @ContainmentMode=Containment @ContainmentComparison=Comparison',
  ExcludesTest: '<AnyPath> Bitmask=Constant!',
  FieldOrder: '<AnyPath> @Order=SortDirection!',
  FieldOrders: '|+ FieldOrder=FieldOrder',
  Tests: `| And=Tests Or=Tests Not=Tests Exists=AnyPath Contains=ContainsTest Excludes=ExcludesTest IsEqualTo=Operands
    IsNotEqualTo=Operands IsGreaterThan=Operands IsGreaterThanOrEqualTo=Operands IsLessThan=Operands
    IsLessThanOrEqualTo=Operands`,
  SearchParameters: 'Restriction=Tests! BaseFolderIds=FolderIds! @Traversal',

  SomeItems: '<Items> |+',
  SetField: `<AnyPath> Item=Item Message=Message CalendarItem=CalendarItem Contact=Contact
    DistributionList=DistributionList MeetingMessage=Meeting MeetingRequest=MeetingRequest MeetingResponse=Meeting
    MeetingCancellation=Meeting Task=Task PostItem=PostItem`,
  ItemUpdates: '|+ AppendToItemField=SetField SetItemField=SetField DeleteItemField=AnyPath',
  ItemChange:
    'ItemId=Id OccurrenceItemId=OccurrenceId RecurringMasterItemId=MasterOfOccurrenceId Updates=ItemUpdates!',
  ItemChanges: '|+ ItemChange=ItemChange',
  SetFolder:
    '<AnyPath> Folder=Folder CalendarFolder=CalendarFolder ContactsFolder=CalendarFolder SearchFolder=SearchFolder TasksFolder=Folder',
  FolderUpdates:
    '|+ AppendToFolderField=SetFolder SetFolderField=SetFolder DeleteFolderField=AnyPath',
  FolderChange: 'FolderId=Id DistinguishedFolderId=NamedFolder Updates=FolderUpdates!',
  FolderChanges: '|+ FolderChange=FolderChange',

  Upload:
    'ParentFolderId=Id! ItemId=Id Data=base64! @CreateAction=CreateAction! @IsAssociated=bool',
  Uploads: '|+ Item=Upload',
  AlternateId: '@Format=IdFormat! @Id=filled! @Mailbox=filled! @IsArchive=bool',
  AlternateIds: '|+ AlternateId=AlternateId',
  ZoneIds: '|+ Id',
  PersonaShape: 'BaseShape=BaseShape! AdditionalProperties=Paths',

  Version: '@Version=filled!',
  Sid: 'PrincipalName SID PrimarySmtpAddress SmtpAddress',
  Impersonation: 'ConnectingSID=Sid!',
  ZoneContext: 'TimeZoneDefinition=TimeZone!',
};

/** The requests (messages.xsd; the reference page of each operation). */
const requestLines: Readonly<Record<string, string>> = {
  GetFolder: 'FolderShape=FolderShape! FolderIds=FolderIds!',
  FindFolder: `FolderShape=FolderShape! IndexedPageFolderView=View FractionalPageFolderView=FractionView
    Restriction=Tests ParentFolderIds=FolderIds! @Traversal=FolderTraversal!`,
  CreateFolder: 'ParentFolderId=FolderIds! Folders=Folders!',
  UpdateFolder: 'FolderChanges=FolderChanges!',
  DeleteFolder: 'FolderIds=FolderIds! @DeleteType=DeleteType!',
  EmptyFolder: 'FolderIds=FolderIds! @DeleteType=DeleteType! @DeleteSubFolders=bool!',
  MoveFolder: 'ToFolderId=FolderIds! FolderIds=FolderIds!',

  FindItem: `ItemShape=ItemShape! IndexedPageItemView=View FractionalPageItemView=FractionView CalendarView=CalendarView
    Restriction=Tests SortOrder=FieldOrders ParentFolderIds=FolderIds! QueryString @Traversal=Traversal!`,
  GetItem: 'ItemShape=ItemShape! ItemIds=ItemIds!',
  CreateItem:
    'SavedItemFolderId=FolderIds Items=SomeItems! @MessageDisposition=Disposition @SendMeetingInvitations=Invitations',
  UpdateItem: `SavedItemFolderId=FolderIds ItemChanges=ItemChanges! @ConflictResolution=ConflictResolution!
    @MessageDisposition=Disposition @SendMeetingInvitationsOrCancellations=InvitationUpdates @SuppressReadReceipts=bool`,
  DeleteItem: `ItemIds=ItemIds! @DeleteType=DeleteType! @SendMeetingCancellations=Invitations
    @AffectedTaskOccurrences=AffectedTasks @SuppressReadReceipts=bool`,
  MoveItem: 'ToFolderId=FolderIds! ItemIds=ItemIds! ReturnNewItemIds=bool',
  CopyItem: 'ToFolderId=FolderIds! ItemIds=ItemIds! ReturnNewItemIds=bool',
  ExportItems: 'ItemIds=PlainItemIds!',
  UploadItems: 'Items=Uploads!',
  CreateAttachment: 'ParentItemId=Id! Attachments=Attachments!',
  GetAttachment: 'AttachmentShape=AttachmentShape AttachmentIds=AttachmentIds!',
  DeleteAttachment: 'AttachmentIds=AttachmentIds!',

  SyncFolderItems: `ItemShape=ItemShape! SyncFolderId=FolderIds! SyncState Ignore=PlainItemIds
    MaxChangesReturned=changes! SyncScope=SyncScope`,
  SyncFolderHierarchy: 'FolderShape=FolderShape! SyncFolderId=FolderIds SyncState',

  ResolveNames:
    'ParentFolderIds=FolderIds UnresolvedEntry=filled! @ReturnFullContactData=bool! @SearchScope=SearchScope @ContactDataShape=BaseShape',
  ConvertId: 'SourceIds=AlternateIds! @DestinationFormat=IdFormat!',
  GetServerTimeZones: 'Ids=ZoneIds @ReturnFullTimeZoneData=bool',
  GetSearchableMailboxes: 'SearchFilter ExpandGroupMembership=bool',
  FindPeople: `PersonaShape=PersonaShape IndexedPageItemView=View! Restriction=Tests AggregationRestriction=Tests
    SortOrder=FieldOrders ParentFolderId=FolderIds QueryString`,
};

export const schemaTypes: ReadonlyMap<string, ComplexType> = declareTypes(
  requestLines,
  'm',
  declareTypes(typeLines, 't', itemTypes),
);

/** Operations, and the Exchange that was the first to have them. */
export const operationSince: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.keys(requestLines).map((name) => [name, 14])),
  ...{ ExportItems: 14.1, UploadItems: 14.1, EmptyFolder: 14.1 },
  GetSearchableMailboxes: 15,
  FindPeople: 15,
};

/** SOAP headers that are understood, by element; others are not looked at. */
export const headerTypes: Readonly<Record<string, string>> = {
  't:RequestServerVersion': 'Version',
  't:ExchangeImpersonation': 'Impersonation',
  't:TimeZoneContext': 'ZoneContext',
};
