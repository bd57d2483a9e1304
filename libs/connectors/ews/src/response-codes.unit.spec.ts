import { createRequire } from 'node:module';
import { errorCatalogue } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { meanings, remedies, unknownIds } from './code-meanings.ts';
import { type AskedAction, type Refusal, refusalError, statusError } from './response-codes.ts';

/** All codes of the protocol, as another client has them. */
const { ServiceError } = createRequire(import.meta.url)('ews-javascript-api') as {
  readonly ServiceError: Readonly<Record<string, number | string>>;
};
const listed = Object.keys(ServiceError).filter((name) => name.startsWith('Error'));

/** Of operations that are not used: availability, delegates, sharing, subscriptions, rules, voice mail, tracking and so on. */
const ofOthers =
  /Delegate|FreeBusy|Availability|Sharing|Subscription|Oof|UnifiedMessaging|UMServer|Phone|VoiceMail|MailTips|Rules?(?!s)|RuleBlob|Retention|Meeting(?:Suggestion|Request)|IsCancelled|IsDelegated|IsOrganizer|IsGroupMailbox|Events?(?:Not|Failed)|NotificationEvents|Watermark|Channel|EventStream|Im(?:Contact|Group|DistributionGroup)|Extension|TeamMailbox|Speech|Recognizer|Prompt|Location|Weather|ClientIntent|Discovery(?:Searches)|Search(?:Query|Too|Failed)|MessageTracking|NameResolution|ResolveNames|Recipient(?:Subfilter|NotFound)|MailRecipientNotFound|Subfilter|CalendarView|CalendarFolder|SeekTo|Federated|WorkingHours|ReadReceipt|ManagedFolder|Permission(?:Settings|Unknown|On)|UserIds|SIPUri|IPGateway|Ecp|AttachmentSubfilter|InvalidItemForOperation|SendItem|PhotoSize|MailboxDataArray|MailboxScope|ContentIndexing|Archive(?:Calendar|Items)|AddressSpace|ConversationAction|IndividualMailbox|SecurityDescriptor|MergedFree|OrganizationRelationship|TimeIntervalTooBig|ExceededM(?:ax|essage)|Unable|SearchFailed|ExternalEws|MissingInformation|OutOfDate/;

const actions: readonly AskedAction[] = [
  ...(['open', 'folder', 'create-folder', 'find', 'read', 'write', 'remove'] as const),
];

function refusal(responseCode: string, more: Partial<Refusal> = {}): Refusal {
  return { responseCode, text: 'No.', backOffMs: undefined, isFault: false, ...more };
}

describe('response codes', () => {
  it('are all known, but for those of operations that are not used', () => {
    expect(listed.length).toBeGreaterThan(400);
    const unknown = listed.filter(
      (name) =>
        !meanings.has(name) &&
        !unknownIds.has(name) &&
        !ofOthers.test(name) &&
        name !== 'ErrorInternalServerError',
    );
    expect(unknown).toEqual([]);
  });

  it.for([...listed, '', 'ErrorNobodyKnows'])(
    '%s has a scope, an end and a remedy whatever was asked',
    (name) => {
      for (const action of actions) {
        for (const isFault of [false, true]) {
          const error = refusalError(refusal(name, { isFault }), action);
          const entry = errorCatalogue[error.code];
          expect(error.remedy).toBe(remedies[name] ?? entry.whatToDo);
          // One item's failure never stops a mailbox, and never ends in a pass that goes on as if nothing were.
          if (error.disposition === 'failItem') expect(error.scope).toBe('item');
          expect(['retry', 'retryAfter', 'failItem', 'needsOperator']).toContain(error.disposition);
          // Told to slow down and not for how long, nobody comes back at once.
          expect(error.disposition === 'retryAfter').toBe(error.code === 'throttled');
        }
      }
    },
  );

  it('waits as long as the server says, and no other code does', () => {
    for (const name of listed) {
      const { code, disposition, retryAfterMs } = refusalError(
        refusal(name, { backOffMs: 297_749 }),
        'find',
      );
      const isWaiting = ['throttled', 'too-many-connections', 'server-busy'].includes(code);
      expect([name, disposition, retryAfterMs]).toEqual(
        isWaiting ? [name, 'retryAfter', 297_749] : [name, disposition, undefined],
      );
    }
  });

  it.for([
    ['ErrorServerBusy', 'write', 'throttled'],
    ['ErrorTooManyObjectsOpened', 'read', 'throttled'],
    ['ErrorExceededConnectionCount', 'open', 'too-many-connections'],
    ['ErrorImpersonateUserDenied', 'open', 'impersonation-denied'],
    ['ErrorCorruptData', 'read', 'item-unreadable'],
    ['ErrorCorruptData', 'write', 'item-refused'],
    ['ErrorCorruptData', 'find', 'command-refused'],
    ['ErrorInvalidArgument', 'write', 'item-refused'],
    ['ErrorItemNotFound', 'write', 'folder-missing'],
    ['ErrorItemNotFound', 'read', 'item-unreadable'],
    ['ErrorFolderExists', 'create-folder', 'folder-refused'],
    ['ErrorInternalServerError', 'read', 'item-unreadable'],
    ['ErrorInternalServerError', 'find', 'server-busy'],
  ] as const)('%s, asked to %s, is %s', ([name, action, code]) => {
    expect(refusalError(refusal(name), action).code).toBe(code);
  });

  it('names the cmdlet that helps', () => {
    expect(refusalError(refusal('ErrorAccessDenied'), 'open').remedy).toContain(
      'Add-MailboxPermission',
    );
    expect(refusalError(refusal('ErrorImpersonateUserDenied'), 'open').remedy).toContain(
      'New-ManagementRoleAssignment',
    );
    expect(Object.keys(remedies).filter((name) => !meanings.has(name))).toEqual([]);
  });
});

describe('HTTP statuses', () => {
  const facts = { words: 'No', retryAfterMs: 5000, isWrite: false };
  it.for([
    [400, 'command-refused', 'needsOperator'],
    [403, 'ews-disabled', 'needsOperator'],
    [404, 'not-exchange', 'needsOperator'],
    [411, 'command-refused', 'needsOperator'],
    [429, 'throttled', 'retryAfter'],
    [440, 'server-busy', 'retry'],
    [456, 'account-blocked', 'needsOperator'],
    [500, 'server-busy', 'retry'],
    [502, 'server-busy', 'retry'],
    [503, 'throttled', 'retryAfter'],
    [507, 'quota-exceeded', 'needsOperator'],
  ] as const)('%s is %s', ([status, code, disposition]) => {
    expect(statusError(status, facts)).toMatchObject({ code, disposition });
  });
});
