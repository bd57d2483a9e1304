import { type ComplexType, declareTypes } from './declare-types.ts';

/** What items are made of (types.xsd; EWS reference pages `Item`, `Message`, `CalendarItem`, `Contact`, `Task` and their like). */
const lines: Readonly<Record<string, string>> = {
  Id: '@Id=filled! @ChangeKey',
  OccurrenceId: '@RecurringMasterId=filled! @ChangeKey @InstanceIndex=int!',
  MasterOfOccurrenceId: '@OccurrenceId=filled! @ChangeKey',
  Mime: '@CharacterSet',
  Body: '@BodyType=BodyKind! @IsTruncated=bool',
  Strings: '| String',
  Path: '@FieldURI=FieldUri!',
  IndexedPath: '@FieldURI=filled! @FieldIndex!',
  ExtendedPath:
    '@DistinguishedPropertySetId=PropertySet @PropertySetId=guid @PropertyTag=tag @PropertyName @PropertyId=int @PropertyType=PropertyType!',
  Paths: '|+ FieldURI=Path IndexedFieldURI=IndexedPath ExtendedFieldURI=ExtendedPath',
  Values: '|+ Value',
  ExtendedProperty: 'ExtendedFieldURI=ExtendedPath! Value Values=Values',
  Address: 'Name EmailAddress=filled RoutingType=filled MailboxType=MailboxType ItemId=Id',
  Recipients: '| Mailbox=Address',
  Recipient: 'Mailbox=Address!',
  Header: '@HeaderName!',
  Headers: '| InternetMessageHeader=Header',
  Flag: 'FlagStatus=FlagStatus! StartDate=dateTime DueDate=dateTime CompleteDate=dateTime',
  Rights:
    'CreateAssociated=bool CreateContents=bool CreateHierarchy=bool Delete=bool Modify=bool Read=bool ViewPrivateItems=bool',

  AttachmentId: '@Id=filled! @RootItemId @RootItemChangeKey',
  Attachment:
    'AttachmentId=AttachmentId Name ContentType ContentId ContentLocation Size=int LastModifiedTime=dateTime IsInline=bool',
  FileAttachment: '<Attachment> IsContactPhoto=bool Content=base64',
  ItemAttachment:
    '<Attachment> Item=Item Message=Message CalendarItem=CalendarItem Contact=Contact MeetingMessage=Meeting MeetingRequest=MeetingRequest MeetingResponse=Meeting MeetingCancellation=Meeting Task=Task PostItem=PostItem',
  Attachments: '|+ ItemAttachment=ItemAttachment FileAttachment=FileAttachment',

  Item: `MimeContent=Mime ItemId=Id ParentFolderId=Id ItemClass Subject Sensitivity=Sensitivity Body=Body
    Attachments=Attachments DateTimeReceived=dateTime Size=int Categories=Strings Importance=Importance InReplyTo
    IsSubmitted=bool IsDraft=bool IsFromMe=bool IsResend=bool IsUnmodified=bool InternetMessageHeaders=Headers
    DateTimeSent=dateTime DateTimeCreated=dateTime ResponseObjects ReminderDueBy=dateTime ReminderIsSet=bool
    ReminderNextTime=dateTime^15 ReminderMinutesBeforeStart=int DisplayCc DisplayTo DisplayBcc^15 HasAttachments=bool
    ExtendedProperty=ExtendedProperty* Culture EffectiveRights=Rights LastModifiedName LastModifiedTime=dateTime
    IsAssociated=bool WebClientReadFormQueryString WebClientEditFormQueryString ConversationId=Id UniqueBody=Body
    Flag=Flag^15 StoreEntryId=base64^15 InstanceKey=base64^15 NormalizedBody=Body^15 Preview^15 TextBody=Body^15
    IconIndex^15`,
  Message: `<Item> Sender=Recipient ToRecipients=Recipients CcRecipients=Recipients BccRecipients=Recipients
    IsReadReceiptRequested=bool IsDeliveryReceiptRequested=bool ConversationIndex=base64 ConversationTopic From=Recipient
    InternetMessageId IsRead=bool IsResponseRequested=bool References ReplyTo=Recipients ReceivedBy=Recipient
    ReceivedRepresenting=Recipient`,
  PostItem: `<Item> ConversationIndex=base64 ConversationTopic From=Recipient InternetMessageId IsRead=bool
    PostedTime=dateTime References Sender=Recipient`,

  Attendee: 'Mailbox=Address! ResponseType=ResponseType LastResponseTime=dateTime',
  Attendees: '| Attendee=Attendee',
  Interval: 'Interval=int!',
  RelativeYearly: 'DaysOfWeek=DayOfWeek! DayOfWeekIndex=DayIndex! Month=Month!',
  AbsoluteYearly: 'DayOfMonth=int! Month=Month!',
  RelativeMonthly: '<Interval> DaysOfWeek=DayOfWeek! DayOfWeekIndex=DayIndex!',
  AbsoluteMonthly: '<Interval> DayOfMonth=int!',
  Weekly: '<Interval> DaysOfWeek=days! FirstDayOfWeek=DayOfWeek',
  NoEnd: 'StartDate=date!',
  EndDate: 'StartDate=date! EndDate=date!',
  Numbered: 'StartDate=date! NumberOfOccurrences=int!',
  Recurrence: `RelativeYearlyRecurrence=RelativeYearly AbsoluteYearlyRecurrence=AbsoluteYearly
    RelativeMonthlyRecurrence=RelativeMonthly AbsoluteMonthlyRecurrence=AbsoluteMonthly WeeklyRecurrence=Weekly
    DailyRecurrence=Interval DailyRegeneration=Interval WeeklyRegeneration=Interval MonthlyRegeneration=Interval
    YearlyRegeneration=Interval NoEndRecurrence=NoEnd EndDateRecurrence=EndDate NumberedRecurrence=Numbered`,
  Occurrence: 'ItemId=Id! Start=dateTime! End=dateTime! OriginalStart=dateTime!',
  Occurrences: '| Occurrence=Occurrence',
  DeletedOccurrence: 'Start=dateTime!',
  DeletedOccurrences: '| DeletedOccurrence=DeletedOccurrence',
  Period: '@Bias=duration! @Name @Id!',
  Periods: '| Period=Period',
  Target: '@Kind=TransitionKind!',
  Transition: 'To=Target!',
  DateTransition: '<Transition> DateTime=dateTime!',
  RecurringTransition: '<Transition> TimeOffset=duration! Month=int!',
  RecurringDate: '<RecurringTransition> Day=int!',
  RecurringDay: '<RecurringTransition> DayOfWeek=DayOfWeek! Occurrence=int!',
  Transitions: `| Transition=Transition AbsoluteDateTransition=DateTransition RecurringDateTransition=RecurringDate
    RecurringDayTransition=RecurringDay @Id`,
  TransitionGroups: '| TransitionsGroup=Transitions',
  TimeZone: 'Periods=Periods TransitionsGroups=TransitionGroups Transitions=Transitions @Id @Name',
  MeetingZone: 'BaseOffset=duration @TimeZoneName',
  Times: `Start=dateTime End=dateTime OriginalStart=dateTime IsAllDayEvent=bool LegacyFreeBusyStatus=FreeBusy Location When
    IsMeeting=bool IsCancelled=bool IsRecurring=bool MeetingRequestWasSent=bool`,
  Series: `ConflictingMeetingCount=int AdjacentMeetingCount=int Duration TimeZone AppointmentReplyTime=dateTime
    AppointmentSequenceNumber=int AppointmentState=int Recurrence=Recurrence FirstOccurrence=Occurrence
    LastOccurrence=Occurrence ModifiedOccurrences=Occurrences DeletedOccurrences=DeletedOccurrences
    MeetingTimeZone=MeetingZone StartTimeZone=TimeZone EndTimeZone=TimeZone ConferenceType=int AllowNewTimeProposal=bool
    IsOnlineMeeting=bool MeetingWorkspaceUrl NetShowUrl`,
  Invited: `CalendarItemType=CalendarKind MyResponseType=ResponseType Organizer=Recipient RequiredAttendees=Attendees
    OptionalAttendees=Attendees Resources=Attendees`,
  CalendarItem: `<Item> UID RecurrenceId=dateTime DateTimeStamp=dateTime <Times> IsResponseRequested=bool <Invited>
    <Series>`,
  Meeting: `<Message> AssociatedCalendarItemId=Id IsDelegated=bool IsOutOfDate=bool HasBeenProcessed=bool
    ResponseType=ResponseType UID RecurrenceId=dateTime DateTimeStamp=dateTime`,
  MeetingRequest:
    '<Meeting> MeetingRequestType IntendedFreeBusyStatus=FreeBusy <Times> <Invited> <Series>',

  EmailEntry: '@Key=EmailKey! @Name @RoutingType @MailboxType',
  Emails: '| Entry=EmailEntry',
  PostalEntry: 'Street City State CountryOrRegion PostalCode @Key=AddressKey!',
  Postals: '| Entry=PostalEntry',
  PhoneEntry: '@Key=PhoneKey!',
  Phones: '| Entry=PhoneEntry',
  ImEntry: '@Key=ImKey!',
  Ims: '| Entry=ImEntry',
  CompleteName:
    'Title FirstName MiddleName LastName Suffix Initials FullName Nickname YomiFirstName YomiLastName',
  Contact: `<Item> FileAs FileAsMapping=FileAsMapping DisplayName GivenName Initials MiddleName Nickname
    CompleteName=CompleteName CompanyName EmailAddresses=Emails PhysicalAddresses=Postals PhoneNumbers=Phones AssistantName
    Birthday=dateTime BusinessHomePage Children=Strings Companies=Strings ContactSource=ContactSource Department Generation
    ImAddresses=Ims JobTitle Manager Mileage OfficeLocation PostalAddressIndex=AddressIndex Profession SpouseName Surname
    WeddingAnniversary=dateTime HasPicture=bool PhoneticFullName PhoneticFirstName PhoneticLastName Alias Notes
    Photo=base64 UserSMIMECertificate MSExchangeCertificate DirectoryId`,
  Member: 'Mailbox=Address Status=MemberStatus @Key',
  Members: '| Member=Member',
  DistributionList: '<Item> DisplayName FileAs ContactSource=ContactSource Members=Members',
  Task: `<Item> ActualWork=int AssignedTime=dateTime BillingInformation ChangeCount=int Companies=Strings
    CompleteDate=dateTime Contacts=Strings DelegationState=DelegateState Delegator DueDate=dateTime
    IsAssignmentEditable=int IsComplete=bool IsRecurring=bool IsTeamTask=bool Mileage Owner PercentComplete=double
    Recurrence=Recurrence StartDate=dateTime Status=TaskStatus StatusDescription TotalWork=int`,
  Items: `| Item=Item Message=Message CalendarItem=CalendarItem Contact=Contact DistributionList=DistributionList
    MeetingMessage=Meeting MeetingRequest=MeetingRequest MeetingResponse=Meeting MeetingCancellation=Meeting Task=Task
    PostItem=PostItem`,
};

export const itemTypes: ReadonlyMap<string, ComplexType> = declareTypes(lines, 't');
