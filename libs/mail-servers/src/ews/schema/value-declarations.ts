/** Texts with a closed list of values (types.xsd). */
export const enumerations: Readonly<Record<string, string>> = {
  Traversal: 'Shallow SoftDeleted Associated',
  FolderTraversal: 'Shallow Deep SoftDeleted',
  DeleteType: 'HardDelete SoftDelete MoveToDeletedItems',
  Disposition: 'SaveOnly SendOnly SendAndSaveCopy',
  Invitations: 'SendToNone SendOnlyToAll SendToAllAndSaveCopy',
  InvitationUpdates:
    'SendToNone SendOnlyToAll SendOnlyToChanged SendToAllAndSaveCopy SendToChangedAndSaveCopy',
  ConflictResolution: 'NeverOverwrite AutoResolve AlwaysOverwrite',
  AffectedTasks: 'AllOccurrences SpecifiedOccurrenceOnly',
  CreateAction: 'CreateNew Update UpdateOrCreate',
  BaseShape: 'IdOnly Default AllProperties',
  BodyKind: 'HTML Text',
  BodyWish: 'Best HTML Text',
  BasePoint: 'Beginning End',
  SortDirection: 'Ascending Descending',
  SyncScope: 'NormalItems NormalAndAssociatedItems',
  Containment: 'FullString Prefixed Substring PrefixOnWords ExactPhrase',
  Comparison:
    'Exact IgnoreCase IgnoreNonSpacingCharacters Loose IgnoreCaseAndNonSpacingCharacters LooseAndIgnoreCase LooseAndIgnoreNonSpace LooseAndIgnoreCaseAndIgnoreNonSpace',
  PropertyType:
    'ApplicationTime ApplicationTimeArray Binary BinaryArray Boolean CLSID CLSIDArray Currency CurrencyArray Double DoubleArray Error Float FloatArray Integer IntegerArray Long LongArray Null Object ObjectArray Short ShortArray SystemTime SystemTimeArray String StringArray',
  PropertySet:
    'Meeting Appointment Common PublicStrings Address InternetHeaders CalendarAssistant UnifiedMessaging Task Sharing',
  Sensitivity: 'Normal Personal Private Confidential',
  Importance: 'Low Normal High',
  FlagStatus: 'NotFlagged Flagged Complete',
  FreeBusy: 'Free Tentative Busy OOF WorkingElsewhere NoData',
  CalendarKind: 'Single Occurrence Exception RecurringMaster',
  ResponseType: 'Unknown Organizer Tentative Accept Decline NoResponseReceived',
  TaskStatus: 'NotStarted InProgress Completed WaitingOnOthers Deferred',
  DelegateState: 'NoMatch OwnNew Owned Accepted Declined Max',
  DayOfWeek: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday Day Weekday WeekendDay',
  DayIndex: 'First Second Third Fourth Last',
  Month: 'January February March April May June July August September October November December',
  EmailKey: 'EmailAddress1 EmailAddress2 EmailAddress3',
  ImKey: 'ImAddress1 ImAddress2 ImAddress3',
  AddressKey: 'Home Business Other',
  AddressIndex: 'None Home Business Other',
  PhoneKey:
    'AssistantPhone BusinessFax BusinessPhone BusinessPhone2 Callback CarPhone CompanyMainPhone HomeFax HomePhone HomePhone2 Isdn MobilePhone OtherFax OtherTelephone Pager PrimaryPhone RadioPhone Telex TtyTddPhone',
  FileAsMapping:
    'None LastCommaFirst FirstSpaceLast Company LastCommaFirstCompany CompanyLastFirst LastFirst LastFirstCompany CompanyLastCommaFirst LastFirstSuffix LastSpaceFirstCompany CompanyLastSpaceFirst LastSpaceFirst DisplayName FirstName LastFirstMiddleSuffix LastName Empty',
  ContactSource: 'ActiveDirectory Store',
  MemberStatus: 'Unrecognized Normal Demoted',
  MailboxType: 'Unknown OneOff Mailbox PublicDL PrivateDL Contact PublicFolder GroupMailbox',
  IdFormat: 'EwsLegacyId EwsId EntryId HexEntryId StoreId OwaId',
  SearchScope: 'ActiveDirectory ActiveDirectoryContacts Contacts ContactsActiveDirectory',
  TransitionKind: 'Period Group',
};

const enumeration = new Map(
  Object.entries(enumerations).map(([name, values]) => [name, new Set(values.split(' '))]),
);

const dateTime = /^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** Simple types, by what a text of them looks like. */
const simple: Readonly<Record<string, (text: string) => boolean>> = {
  text: () => true,
  filled: (text) => text !== '',
  bool: (text) => /^(?:true|false|1|0)$/.test(text.trim()),
  int: (text) => /^[+-]?\d{1,10}$/.test(text.trim()),
  double: (text) => /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text.trim()),
  dateTime: (text) => dateTime.test(text.trim()) && !Number.isNaN(Date.parse(text.trim())),
  date: (text) => /^\d{4}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?$/.test(text.trim()),
  duration: (text) => /^-?P(?=.)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/.test(text),
  base64: (text) => /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text),
  guid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim()),
  tag: (text) => /^(?:0[xX][0-9A-Fa-f]{1,4}|\d{1,5})$/.test(text),
  changes: (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 512,
  days: (text) =>
    text.trim() !== '' &&
    text
      .trim()
      .split(/\s+/)
      .every((day) => enumeration.get('DayOfWeek')?.has(day) === true),
};

/** Undefined where there is no simple type of that name. */
export function isOfSimpleType(type: string, text: string): boolean | undefined {
  const values = enumeration.get(type);
  if (values !== undefined) return values.has(text.trim());
  return simple[type]?.(text);
}
