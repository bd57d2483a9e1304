/**
 * What of an item can be written (types.xsd; EWS reference pages `Item`, `Message`, `CalendarItem`, `Contact`, `DistributionList`, `Task`,
 * `PostItem`), each element's children in the schema's order. What is not named here is of the server's making, or means nothing elsewhere.
 */
interface Rule {
  readonly children?: readonly string[];
  /** A choice that repeats: children keep the order that they came in. */
  readonly isInTheirOrder?: true;
  readonly attributes?: readonly string[];
}

const beforeAttachments = ['ItemClass', 'Subject', 'Sensitivity', 'Body'] as const;
const mailboxHolder: Rule = { children: ['Mailbox'] };
const strings: Rule = { children: ['String'] };
const entries: Rule = { children: ['Entry'] };
const dated = ['StartDate', 'EndDate', 'NumberOfOccurrences'] as const;
const regeneration: Rule = { children: ['Interval'] };

/** What stands in an item: before its attachments, and behind them up to its extended properties, and behind those. */
export interface ItemRule {
  readonly before: readonly string[];
  readonly middle: readonly string[];
  readonly behind: readonly string[];
}

function item(behind: readonly string[], middle: readonly string[] = []): ItemRule {
  return {
    before: beforeAttachments,
    middle: ['Importance', ...middle],
    behind: ['Culture', ...behind],
  };
}

/** By the name of the element (`CalendarItem`); an item of a class without an element of its own is an `Item`. */
export const itemRules: Readonly<Record<string, ItemRule>> = {
  Item: item([]),
  Message: item(
    [
      ...['Sender', 'ToRecipients', 'CcRecipients', 'BccRecipients', 'IsReadReceiptRequested'],
      ...['IsDeliveryReceiptRequested', 'From', 'InternetMessageId', 'IsRead', 'References'],
      'ReplyTo',
    ],
    ['InReplyTo'],
  ),
  CalendarItem: item(
    [
      ...['UID', 'Start', 'End', 'IsAllDayEvent', 'LegacyFreeBusyStatus', 'Location', 'When'],
      ...[
        'IsResponseRequested',
        'RequiredAttendees',
        'OptionalAttendees',
        'Resources',
        'Recurrence',
      ],
      ...['StartTimeZone', 'EndTimeZone', 'ConferenceType', 'AllowNewTimeProposal'],
      ...['MeetingWorkspaceUrl', 'NetShowUrl'],
    ],
    ['ReminderIsSet', 'ReminderMinutesBeforeStart'],
  ),
  Contact: item([
    ...['FileAs', 'DisplayName', 'GivenName', 'Initials', 'MiddleName', 'Nickname', 'CompanyName'],
    ...['EmailAddresses', 'PhysicalAddresses', 'PhoneNumbers', 'AssistantName', 'Birthday'],
    ...['BusinessHomePage', 'Children', 'Companies', 'Department', 'Generation', 'ImAddresses'],
    ...['JobTitle', 'Manager', 'Mileage', 'OfficeLocation', 'PostalAddressIndex', 'Profession'],
    ...['SpouseName', 'Surname', 'WeddingAnniversary'],
  ]),
  DistributionList: item(['DisplayName', 'FileAs', 'Members']),
  Task: item(
    [
      ...['ActualWork', 'BillingInformation', 'Companies', 'CompleteDate', 'Contacts', 'DueDate'],
      ...['Mileage', 'PercentComplete', 'Recurrence', 'StartDate', 'Status', 'TotalWork'],
    ],
    ['ReminderDueBy', 'ReminderIsSet'],
  ),
  PostItem: item(['From', 'IsRead', 'References']),
};

/** Of elements below an item; an element that is not named has a text and nothing else. */
const rules: Readonly<Record<string, Rule>> = {
  Body: { attributes: ['BodyType'] },
  Sender: mailboxHolder,
  From: mailboxHolder,
  ToRecipients: mailboxHolder,
  CcRecipients: mailboxHolder,
  BccRecipients: mailboxHolder,
  ReplyTo: mailboxHolder,
  Mailbox: { children: ['Name', 'EmailAddress', 'RoutingType', 'MailboxType'] },
  RequiredAttendees: { children: ['Attendee'] },
  OptionalAttendees: { children: ['Attendee'] },
  Resources: { children: ['Attendee'] },
  Attendee: { children: ['Mailbox', 'ResponseType', 'LastResponseTime'] },
  Members: { children: ['Member'] },
  Member: mailboxHolder,
  EmailAddresses: entries,
  PhysicalAddresses: entries,
  PhoneNumbers: entries,
  ImAddresses: entries,
  Entry: {
    attributes: ['Key', 'Name', 'RoutingType', 'MailboxType'],
    children: ['Street', 'City', 'State', 'CountryOrRegion', 'PostalCode'],
  },
  Children: strings,
  Companies: strings,
  Contacts: strings,
  Recurrence: {
    children: [
      ...['RelativeYearlyRecurrence', 'AbsoluteYearlyRecurrence', 'RelativeMonthlyRecurrence'],
      ...['AbsoluteMonthlyRecurrence', 'WeeklyRecurrence', 'DailyRecurrence'],
      ...['DailyRegeneration', 'WeeklyRegeneration', 'MonthlyRegeneration', 'YearlyRegeneration'],
      ...['NoEndRecurrence', 'EndDateRecurrence', 'NumberedRecurrence'],
    ],
  },
  RelativeYearlyRecurrence: { children: ['DaysOfWeek', 'DayOfWeekIndex', 'Month'] },
  AbsoluteYearlyRecurrence: { children: ['DayOfMonth', 'Month'] },
  RelativeMonthlyRecurrence: { children: ['Interval', 'DaysOfWeek', 'DayOfWeekIndex'] },
  AbsoluteMonthlyRecurrence: { children: ['Interval', 'DayOfMonth'] },
  WeeklyRecurrence: { children: ['Interval', 'DaysOfWeek', 'FirstDayOfWeek'] },
  DailyRecurrence: regeneration,
  DailyRegeneration: regeneration,
  WeeklyRegeneration: regeneration,
  MonthlyRegeneration: regeneration,
  YearlyRegeneration: regeneration,
  NoEndRecurrence: { children: dated },
  EndDateRecurrence: { children: dated },
  NumberedRecurrence: { children: dated },
  StartTimeZone: timeZone(),
  EndTimeZone: timeZone(),
  Periods: { children: ['Period'] },
  Period: { attributes: ['Bias', 'Name', 'Id'] },
  TransitionsGroups: { children: ['TransitionsGroup'] },
  TransitionsGroup: { attributes: ['Id'], ...transitions() },
  Transitions: transitions(),
  Transition: { children: ['To'] },
  AbsoluteDateTransition: { children: ['To', 'DateTime'] },
  RecurringDayTransition: {
    children: ['To', 'TimeOffset', 'Month', 'DayOfWeek', 'Occurrence'],
  },
  RecurringDateTransition: { children: ['To', 'TimeOffset', 'Month', 'Day'] },
  To: { attributes: ['Kind'] },
  /** Of attachments. */
  ExtendedProperty: { children: ['ExtendedFieldURI', 'Value', 'Values'] },
  ExtendedFieldURI: {
    attributes: [
      ...['DistinguishedPropertySetId', 'PropertySetId', 'PropertyTag', 'PropertyName'],
      ...['PropertyId', 'PropertyType'],
    ],
  },
  Values: { children: ['Value'] },
};

function timeZone(): Rule {
  return { attributes: ['Id', 'Name'], children: ['Periods', 'TransitionsGroups', 'Transitions'] };
}

function transitions(): Rule {
  return {
    children: [
      ...['Transition', 'AbsoluteDateTransition'],
      ...['RecurringDayTransition', 'RecurringDateTransition'],
    ],
    isInTheirOrder: true,
  };
}

/** What a file or an item attached says of itself, in the schema's order. */
export const attachmentFields = [
  ...['Name', 'ContentType', 'ContentId', 'ContentLocation', 'IsInline'],
] as const;

const plain: Rule = {};

export function ruleOf(name: string): Rule {
  return rules[name] ?? plain;
}
