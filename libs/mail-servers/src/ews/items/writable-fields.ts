/** Elements that are computed by the store, or come from a directory (the reference page of each says "read-only"). */
const readOnly = new Set(
  `t:ItemId t:ParentFolderId t:DateTimeReceived t:Size t:IsSubmitted t:IsDraft t:IsFromMe t:IsResend t:IsUnmodified
  t:InternetMessageHeaders t:DateTimeSent t:DateTimeCreated t:ResponseObjects t:DisplayTo t:DisplayCc t:DisplayBcc
  t:HasAttachments t:EffectiveRights t:LastModifiedName t:LastModifiedTime t:IsAssociated t:WebClientReadFormQueryString
  t:WebClientEditFormQueryString t:ConversationId t:UniqueBody t:StoreEntryId t:InstanceKey t:NormalizedBody t:Preview
  t:TextBody t:IconIndex t:ReminderNextTime t:ConversationIndex t:ConversationTopic t:ReceivedBy t:ReceivedRepresenting
  t:PostedTime t:RecurrenceId t:DateTimeStamp t:OriginalStart t:When t:IsMeeting t:IsCancelled t:IsRecurring
  t:MeetingRequestWasSent t:CalendarItemType t:MyResponseType t:Organizer t:ConflictingMeetingCount
  t:AdjacentMeetingCount t:Duration t:TimeZone t:AppointmentReplyTime t:AppointmentSequenceNumber t:AppointmentState
  t:FirstOccurrence t:LastOccurrence t:ModifiedOccurrences t:DeletedOccurrences t:CompleteName t:ContactSource t:HasPicture
  t:PhoneticFullName t:PhoneticFirstName t:PhoneticLastName t:Alias t:Notes t:Photo t:UserSMIMECertificate
  t:MSExchangeCertificate t:DirectoryId t:AssignedTime t:ChangeCount t:DelegationState t:Delegator
  t:IsAssignmentEditable t:IsComplete t:IsTeamTask t:Owner`.split(/\s+/),
);

/** Setting one is an ErrorInvalidPropertySet (reference page `ResponseCode`). */
export function isReadOnly(name: string): boolean {
  return readOnly.has(name);
}
