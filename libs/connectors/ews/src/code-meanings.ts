import type { ErrorCode } from '@mailhaul/connector-contract';

/**
 * EWS reference page `ResponseCode`: what its codes mean to a migration, whatever was asked. Codes of an item's own content are `item-refused` when it
 * is written and `item-unreadable` when it is read: see `response-codes.ts`, where also stands what a code means that is not here.
 */
const groups = {
  throttled: [
    ...['ErrorServerBusy', 'ErrorExceededFindCountLimit', 'ErrorTooManyObjectsOpened'],
    ...['ErrorExceededSubscriptionCount', 'ErrorExceededMessageLimit', 'ErrorResultSetTooBig'],
  ],
  'too-many-connections': ['ErrorExceededConnectionCount'],
  'server-busy': [
    ...['ErrorInsufficientResources', 'ErrorNotEnoughMemory', 'ErrorTimeoutExpired'],
    ...[
      'ErrorBatchProcessingStopped',
      'ErrorMailboxStoreUnavailable',
      'ErrorMailboxMoveInProgress',
    ],
    ...['ErrorMailboxFailover', 'ErrorConnectionFailed', 'ErrorConnectionFailedTransientError'],
    ...['ErrorInternalServerTransientError', 'ErrorADUnavailable', 'ErrorADOperation'],
    ...['ErrorADSessionFilter', 'ErrorExpiredSubscription', 'ErrorClientDisconnected'],
    ...['ErrorDataSourceOperation', 'ErrorRequestAborted', 'ErrorStaleObject'],
    ...['ErrorIrresolvableConflict', 'ErrorProxyCallFailed', 'ErrorProxyRequestProcessingFailed'],
    ...[
      'ErrorProxyServiceDiscoveryFailed',
      'ErrorProxyTokenExpired',
      'ErrorServiceDiscoveryFailed',
    ],
    ...['ErrorAutoDiscoverFailed', 'ErrorCrossSiteRequest', 'ErrorLocalServerObjectNotFound'],
    ...['ErrorNoApplicableProxyCASServersAvailable', 'ErrorNoRespondingCASInDestinationSite'],
    ...['ErrorPublicFolderServerNotFound'],
    ...['ErrorPublicFolderRequestProcessingFailed', 'ErrorPublicFolderSyncException'],
    ...['ErrorPublicFolderOperationFailed', 'ErrorPublicFolderMailboxDiscoveryFailed'],
    ...['ErrorArchiveMailboxServiceDiscoveryFailed', 'ErrorGetRemoteArchiveFolderFailed'],
    ...['ErrorFindRemoteArchiveFolderFailed', 'ErrorGetRemoteArchiveItemFailed'],
    ...['ErrorExportRemoteArchiveItemsFailed', 'ErrorWebRequestInInvalidState'],
    ...['ErrorLogonAsNetworkServiceFailed', 'ErrorWin32InteropError', 'ErrorMailboxConfiguration'],
  ],
  'sign-in-rejected': [
    ...['ErrorLogonFailure', 'ErrorCallerIsInvalidADAccount', 'ErrorPasswordExpired'],
    ...[
      'ErrorPasswordChangeRequired',
      'ErrorInvalidClientSecurityContext',
      'ErrorInvalidLogonType',
    ],
    ...['ErrorInvalidAuthorizationContext', 'ErrorInvalidSerializedAccessToken'],
    ...['ErrorInvalidClientAccessTokenRequest', 'ErrorTokenSerializationDenied'],
    ...['ErrorInvalidNetworkServiceContext', 'ErrorInvalidProxySecurityContext'],
    ...['ErrorInvalidCrossForestCredentials', 'ErrorProxyGroupSidLimitExceeded'],
  ],
  'account-blocked': [
    'ErrorAccountDisabled',
    'ErrorAccountSuspend',
    'ErrorAccountSuspendShowTierUpgrade',
  ],
  'ews-disabled': [
    ...['ErrorUserNotAllowedByPolicy', 'ErrorOrganizationAccessBlocked', 'ErrorInvalidLicense'],
    ...['ErrorProxyRequestNotAllowed'],
  ],
  'impersonation-denied': [
    ...['ErrorImpersonateUserDenied', 'ErrorImpersonationDenied', 'ErrorImpersonationFailed'],
    ...['ErrorImpersonationRequired', 'ErrorInvalidExchangeImpersonationHeaderData'],
    ...['ErrorInvalidManagementRoleHeader', 'ErrorMoreThanOneAccessModeSpecified'],
    ...['ErrorAccessModeSpecified', 'ErrorDuplicateSOAPHeader'],
  ],
  'mailbox-unavailable': [
    ...['ErrorNonExistentMailbox', 'ErrorMissingEmailAddress', 'ErrorMailboxHoldNotFound'],
    ...['ErrorInvalidSmtpAddress', 'ErrorNonPrimarySmtpAddress', 'ErrorInvalidMailbox'],
    ...['ErrorInvalidUserPrincipalName', 'ErrorInvalidUserSid', 'ErrorInvalidUserSidMissingUPN'],
    ...['ErrorInvalidSid', 'ErrorInvalidUserInfo', 'ErrorMissingUserIdInformation'],
    ...[
      'ErrorMailboxLogonFailed',
      'ErrorArchiveMailboxNotEnabled',
      'ErrorArchiveFolderPathCreation',
    ],
    ...[
      'ErrorEmailAddressMismatch',
      'ErrorMultiLegacyMailboxAccess',
      'ErrorDistinguishedUserNotSupported',
    ],
    ...['ErrorDuplicateLegacyDistinguishedName', 'ErrorNoPublicFolderReplicaAvailable'],
    ...['ErrorNoPublicFolderServerAvailable'],
    ...['ErrorUnifiedGroupMailboxNotFound', 'ErrorTeamMailboxNotFound', 'ErrorWrongServerVersion'],
    ...['ErrorWrongServerVersionDelegate', 'ErrorInvalidSchemaVersionForMailboxVersion'],
    ...[
      'ErrorNoDestinationCASDueToKerberosRequirements',
      'ErrorNoDestinationCASDueToSSLRequirements',
    ],
    ...['ErrorNoDestinationCASDueToVersionMismatch', 'ErrorGetServerSecurityDescriptorFailed'],
  ],
  'permission-denied': [
    ...['ErrorAccessDenied', 'ErrorCreateItemAccessDenied', 'ErrorCreateSubfolderAccessDenied'],
    ...['ErrorNotDelegate', 'ErrorPermissionNotAllowedByPolicy', 'ErrorInvalidAccessLevel'],
    ...['ErrorSubscriptionAccessDenied', 'ErrorOperationNotAllowedWithPublicFolderRoot'],
  ],
  'quota-exceeded': [
    ...['ErrorQuotaExceeded', 'ErrorSubmissionQuotaExceeded'],
    ...['ErrorMessagePerFolderCountReceiveQuotaExceeded'],
  ],
  'item-too-large': [
    ...[
      'ErrorMessageSizeExceeded',
      'ErrorAttachmentSizeLimitExceeded',
      'ErrorDataSizeLimitExceeded',
    ],
    ...['ErrorRequestStreamTooBig'],
  ],
  'server-unsuitable': [
    ...['ErrorUnsupportedPathForQuery', 'ErrorUnsupportedPathForSortGroup'],
    ...['ErrorInvalidPropertyRequest', 'ErrorUnsupportedPropertyDefinition'],
    ...['ErrorUnsupportedMapiPropertyType', 'ErrorNoPropertyTagForCustomProperties'],
    ...['ErrorRestrictionTooComplex', 'ErrorRestrictionTooLong', 'ErrorQueryFilterTooLong'],
    ...['ErrorInvalidRestriction', 'ErrorUnsupportedQueryFilter', 'ErrorContainsFilterWrongType'],
    ...['ErrorInvalidPropertyForExists', 'ErrorInvalidExcludesRestriction'],
    ...['ErrorInvalidExpressionTypeForSubFilter', 'ErrorUnsupportedSubFilter'],
  ],
  'folder-missing': [
    ...['ErrorFolderNotFound', 'ErrorParentFolderNotFound', 'ErrorParentFolderIdRequired'],
    ...['ErrorSavedItemFolderNotFound', 'ErrorToFolderNotFound', 'ErrorSyncFolderNotFound'],
    ...['ErrorCannotGetSourceFolderPath', 'ErrorSearchFolderNotInitialized', 'ErrorNoCalendar'],
  ],
  'folder-refused': [
    ...['ErrorCannotEmptyFolder', 'ErrorCannotDeleteObject', 'ErrorDeleteDistinguishedFolder'],
    ...[
      'ErrorMoveDistinguishedFolder',
      'ErrorFolderExists',
      'ErrorFolderCorrupt',
      'ErrorFolderSave',
    ],
    ...['ErrorFolderSaveFailed', 'ErrorFolderSavePropertyError', 'ErrorFolderPropertRequestFailed'],
    ...[
      'ErrorInvalidParentFolder',
      'ErrorInvalidFolderTypeForOperation',
      'ErrorNoFolderClassOverride',
    ],
    ...['ErrorDuplicateInputFolderNames', 'ErrorCannotSpecifySearchFolderAsSourceFolder'],
    ...['ErrorManagedFolderAlreadyExists', 'ErrorCannotUseItemIdForFolderId'],
  ],
  'command-refused': [
    ...['ErrorSchemaValidation', 'ErrorInvalidRequest', 'ErrorInvalidServerVersion'],
    ...['ErrorIncorrectSchemaVersion', 'ErrorInvalidOperation', 'ErrorInvalidArgument'],
    ...['ErrorMissingArgument', 'ErrorInvalidIndexedPagingParameters', 'ErrorInvalidPagingMaxRows'],
    ...[
      'ErrorInvalidFractionalPagingParameters',
      'ErrorInvalidSyncStateData',
      'ErrorUnsupportedCulture',
    ],
    ...['ErrorMessageDispositionRequired', 'ErrorSendMeetingInvitationsRequired'],
    ...[
      'ErrorSendMeetingInvitationsOrCancellationsRequired',
      'ErrorAffectedTaskOccurrencesRequired',
    ],
    ...['ErrorSendMeetingCancellationsRequired', 'ErrorChangeKeyRequiredForWriteOperations'],
    ...['ErrorChangeKeyRequired', 'ErrorInvalidChangeKey', 'ErrorResponseSchemaValidation'],
    ...['ErrorIncorrectUpdatePropertyCount', 'ErrorInvalidUpdatePropertyCount'],
  ],
  // Of one item's content; what is read and written is told apart in response-codes.ts.
  'item-refused': [
    ...['ErrorItemSave', 'ErrorItemSavePropertyError', 'ErrorItemCorrupt', 'ErrorCorruptData'],
    ...['ErrorItemPropertyRequestFailed', 'ErrorContentConversionFailed', 'ErrorMoveCopyFailed'],
    ...['ErrorMimeContentConversionFailed', 'ErrorMimeContentInvalid', 'ErrorDeleteItemsFailed'],
    ...['ErrorMimeContentInvalidBase64String', 'ErrorUnsupportedMimeConversion'],
    ...['ErrorUnsupportedTypeForConversion', 'ErrorAttachmentNestLevelLimitExceeded'],
    ...['ErrorCannotOpenFileAttachment', 'ErrorInvalidAttachmentId', 'ErrorVirusDetected'],
    ...[
      'ErrorVirusMessageDeleted',
      'ErrorInvalidExtendedProperty',
      'ErrorInvalidExtendedPropertyValue',
    ],
    ...['ErrorInvalidPropertySet', 'ErrorInvalidPropertyDelete', 'ErrorInvalidPropertyAppend'],
    ...['ErrorInvalidPropertyForOperation', 'ErrorInvalidPropertyUpdateSentMessage'],
    ...['ErrorPropertyUpdate', 'ErrorPropertyValidationFailure', 'ErrorUpdatePropertyMismatch'],
    ...['ErrorRequiredPropertyMissing', 'ErrorInvalidValueForProperty', 'ErrorValueOutOfRange'],
    ...['ErrorInvalidInternetHeaderChildNodes', 'ErrorInvalidRecipients', 'ErrorMissingRecipients'],
    ...[
      'ErrorInvalidContactEmailAddress',
      'ErrorInvalidContactEmailIndex',
      'ErrorInvalidRoutingType',
    ],
    ...[
      'ErrorDistributionListMemberNotExist',
      'ErrorInvalidPhoneNumber',
      'ErrorInvalidReferenceItem',
    ],
    ...[
      'ErrorInvalidCompleteDate',
      'ErrorInvalidPercentCompleteValue',
      'ErrorCannotDeleteTaskOccurrence',
    ],
    ...[
      'ErrorInvalidItemForOperationCreateItem',
      'ErrorInvalidItemForOperationCreateItemAttachment',
    ],
    ...['ErrorMissingItemForCreateItemAttachment', 'ErrorCannotCreatePostItemInNonMailFolder'],
    ...['ErrorCannotCreateCalendarItemInNonCalendarFolder', 'ErrorCannotCreateTaskInNonTaskFolder'],
    ...['ErrorCannotCreateContactInNonContactFolder', 'ErrorCalendarCannotUpdateDeletedItem'],
    ...['ErrorCalendarCannotUseIdForOccurrenceId', 'ErrorCalendarCannotUseIdForRecurringMasterId'],
    ...['ErrorCalendarCannotMoveOrCopyOccurrence', 'ErrorCalendarDurationIsTooLong'],
    ...['ErrorCalendarEndDateIsEarlierThanStartDate', 'ErrorCalendarInvalidAttributeValue'],
    ...[
      'ErrorCalendarInvalidDayForTimeChangePattern',
      'ErrorCalendarInvalidDayForWeeklyRecurrence',
    ],
    ...['ErrorCalendarInvalidPropertyState', 'ErrorCalendarInvalidPropertyValue'],
    ...[
      'ErrorCalendarInvalidRecurrence',
      'ErrorCalendarInvalidTimeZone',
      'ErrorCalendarOutOfRange',
    ],
    ...['ErrorCalendarIsNotOrganizer', 'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange'],
    ...['ErrorCalendarOccurrenceIsDeletedFromRecurrence', 'ErrorOccurrenceCrossingBoundary'],
    ...['ErrorOccurrenceTimeSpanTooBig', 'ErrorRecurrenceEndDateTooBig'],
    ...['ErrorRecurrenceHasNoOccurrence', 'ErrorUnsupportedRecurrence', 'ErrorInvalidTimeInterval'],
    ...['ErrorTimeZone', 'ErrorSentMeetingRequestUpdate', 'ErrorSentTaskRequestUpdate'],
    ...['ErrorSendAsDenied', 'ErrorMessageBlocked', 'ErrorMessageSubmissionBlocked'],
    ...['ErrorExceededMaxRecipientLimit', 'ErrorExceededMaxRecipientLimitBlock'],
    ...['ErrorCannotUseFolderIdForItemId'],
  ],
} as const satisfies Partial<Record<ErrorCode, readonly string[]>>;

export const meanings: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries(groups).flatMap(([code, names]) =>
    names.map((name) => [name, code as ErrorCode] as const),
  ),
);

/** Ids that name nothing, or not what they should: of a folder where one was asked for or written to, else of an item. */
export const unknownIds: ReadonlySet<string> = new Set([
  ...['ErrorItemNotFound', 'ErrorInvalidId', 'ErrorInvalidIdMalformed', 'ErrorInvalidFolderId'],
  ...['ErrorInvalidIdEmpty', 'ErrorInvalidIdMalformedEwsLegacyIdFormat', 'ErrorInvalidIdTooLong'],
  ...['ErrorInvalidIdXml', 'ErrorInvalidIdNotAnItemAttachmentId', 'ErrorObjectTypeChanged'],
  ...['ErrorInvalidIdMonikerTooLong', 'ErrorInvalidIdStoreObjectIdTooLong'],
  ...['ErrorInvalidIdTooManyAttachmentLevels', 'ErrorCrossMailboxMoveCopy'],
]);

/** What helps with one code, where it is more than its meaning's remedy: exact cmdlets of Exchange's shell. */
export const remedies: Readonly<Record<string, string>> = {
  ErrorAccessDenied:
    'Give the account the right: Add-MailboxPermission -Identity MAILBOX -User ACCOUNT -AccessRights FullAccess, or on public folders Add-PublicFolderClientPermission -Identity FOLDER -User ACCOUNT -AccessRights Owner.',
  ErrorArchiveMailboxNotEnabled:
    'This mailbox has no archive: Enable-Mailbox -Identity MAILBOX -Archive, or leave kind=archive out.',
  ErrorAttachmentSizeLimitExceeded:
    'Raise maxAllowedContentLength and maxReceivedMessageSize in the web.config of EWS at the server, then run a delta pass.',
  ErrorExceededConnectionCount:
    'Nothing to do: the pass goes on with fewer connections. For the migration: New-ThrottlingPolicy Migration -EwsMaxConcurrency Unlimited, then Set-Mailbox ACCOUNT -ThrottlingPolicy Migration.',
  ErrorInvalidLicense: 'Give the mailbox a licence that has Exchange in it.',
  ErrorMailboxMoveInProgress:
    'Nothing to do: it goes on when the move of this mailbox to another database is over.',
  ErrorMessageSizeExceeded:
    'Raise the limits of the target (Set-Mailbox MAILBOX -MaxReceiveSize, Set-TransportConfig -MaxReceiveSize, maxAllowedContentLength in the web.config of EWS), then run a delta pass.',
  ErrorNoPublicFolderReplicaAvailable:
    'See that the public folders have a mailbox (Get-Mailbox -PublicFolder), and that this account is led to it (Set-Mailbox ACCOUNT -DefaultPublicFolderMailbox).',
  ErrorNoPublicFolderServerAvailable:
    'See that the public folders have a mailbox (Get-Mailbox -PublicFolder), and that this account is led to it (Set-Mailbox ACCOUNT -DefaultPublicFolderMailbox).',
  ErrorNonPrimarySmtpAddress:
    'Write the primary address of the mailbox (Get-Mailbox MAILBOX shows it as PrimarySmtpAddress).',
  ErrorPasswordChangeRequired: 'Sign in once as that account and change the password.',
  ErrorPasswordExpired: 'Change the password of that account, and write the new one here.',
  ErrorQuotaExceeded:
    'Raise the quota (Set-Mailbox MAILBOX -UseDatabaseQuotaDefaults $false -ProhibitSendReceiveQuota 100GB), then run the same command again: it goes on where it stopped.',
  ErrorTooManyObjectsOpened:
    'Nothing to do: it is tried again with fewer at once. The server may allow more (registry value MaxObjsPerMapiSession).',
  ErrorVirusDetected:
    'The virus scanner of the server refuses the item: remove the attachment at the source, or allow it there.',
};
