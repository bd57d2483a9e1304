import type { ProblemEntry } from './problem-entry.ts';

const entry = <const T extends ProblemEntry>(one: T): T => one;

/** What can be wrong with a request before the domain is asked, and what the gateway itself cannot do now. */
export const requestEntries = {
  'path-unknown': entry({
    ...{ status: 404, title: 'There is nothing at this path.', fixedBy: 'you' },
    whatToDo: 'Look it up in /api/docs.',
  }),
  'method-unknown': entry({
    ...{ status: 405, title: 'This cannot be done at this path.', fixedBy: 'you' },
    whatToDo: 'Look it up in /api/docs.',
  }),
  'not-found': entry({
    ...{ status: 404, title: 'There is no such thing, or not for you.', fixedBy: 'you' },
    whatToDo: 'Go back to the list: it shows what there is now.',
  }),
  'worker-unknown': entry({
    ...{ status: 404, title: 'No such worker was heard of.', fixedBy: 'you' },
    whatToDo: 'Ask /system which there are: a worker that was started again is another one.',
  }),
  'query-invalid': entry({
    ...{ status: 400, title: 'The query of the URL is not understood.', fixedBy: 'you' },
    whatToDo: 'Mend the named places.',
  }),
  'sort-unknown': entry({
    ...{ status: 400, title: 'The list cannot be sorted by that.', fixedBy: 'you' },
    whatToDo: 'Sort by one of the named fields.',
  }),
  'cursor-invalid': entry({
    ...{ status: 400, title: 'The place to go on from is of another list.', fixedBy: 'you' },
    whatToDo: 'Begin the list anew, without `after`.',
  }),
  'json-malformed': entry({
    ...{ status: 400, title: 'The body is no JSON.', fixedBy: 'you' },
    whatToDo: 'Send one JSON value in UTF-8.',
  }),
  'body-invalid': entry({
    ...{ status: 422, title: 'The body is not as it must be.', fixedBy: 'you' },
    whatToDo: 'Mend the named places and send it again. Nothing was changed.',
  }),
  'too-many-leave': entry({
    ...{ status: 409, title: 'More than half of the rows would leave the job.', fixedBy: 'you' },
    whatToDo: 'See that the directory is whole. If they are to leave, confirm their number.',
  }),
  'body-too-large': entry({
    ...{ status: 413, title: 'The body is too large.', fixedBy: 'you' },
    whatToDo: 'Send less at a time.',
  }),
  'content-type-wrong': entry({
    ...{ status: 415, title: 'The body is of another type than is taken here.', fixedBy: 'you' },
    whatToDo: 'Send it as the type that /api/docs names, in UTF-8 and uncompressed.',
  }),
  'key-invalid': entry({
    ...{ status: 400, title: 'The Idempotency-Key is no UUID.', fixedBy: 'you' },
    whatToDo: 'Make a new UUID for each thing that is to be done once.',
  }),
  'revision-missing': entry({
    ...{ status: 428, title: 'The revision that you have seen is missing.', fixedBy: 'you' },
    whatToDo: 'Send `If-Match` with the ETag of what is to be changed, as it was read.',
  }),
  'revision-invalid': entry({
    ...{ status: 400, title: 'If-Match is no ETag of this API.', fixedBy: 'you' },
    whatToDo: 'Send the ETag as it was read, with its quotation marks.',
  }),
  'revision-stale': entry({
    ...{ status: 412, title: 'It was changed since you have read it.', fixedBy: 'you' },
    whatToDo: 'Read it again, look at what has changed, and send your change anew.',
  }),
  'sign-in-needed': entry({
    ...{ status: 401, title: 'You are not signed in.', fixedBy: 'you' },
    whatToDo: 'Sign in, or send a valid API token.',
  }),
  'sign-in-refused': entry({
    ...{ status: 401, title: 'Login or password is wrong.', fixedBy: 'you' },
    whatToDo: 'Try again. Who has forgotten theirs is removed and added anew by an administrator.',
  }),
  'too-many-sign-ins': entry({
    ...{ status: 429, title: 'Too many failed sign-ins from where you are.', fixedBy: 'nobody' },
    whatToDo: 'Wait for the time that Retry-After names. Sign-ins from elsewhere go on.',
  }),
  'password-wrong': entry({
    ...{ status: 422, title: 'The present password is wrong.', fixedBy: 'you' },
    whatToDo: 'Type it again.',
  }),
  'password-change-needed': entry({
    ...{ status: 403, title: 'The password was given by somebody else.', fixedBy: 'you' },
    whatToDo: 'Choose a password of your own first.',
  }),
  'session-needed': entry({
    ...{ status: 403, title: 'An API token may not do this.', fixedBy: 'you' },
    whatToDo: 'Sign in with login and password.',
  }),
  'csrf-wrong': entry({
    ...{ status: 403, title: 'The X-CSRF-Token is missing or of another session.', fixedBy: 'you' },
    whatToDo: 'Load the page again.',
  }),
  'role-missing': entry({
    ...{ status: 403, title: 'Your role does not allow this.', fixedBy: 'administrator' },
    whatToDo: 'Ask an administrator for a role that does.',
  }),
  'scope-missing': entry({
    ...{ status: 403, title: 'The API token was not made for this.', fixedBy: 'you' },
    whatToDo: 'Make a token with the scope that is named.',
  }),
  'token-role-missing': entry({
    ...{ status: 422, title: 'A token cannot do more than its maker.', fixedBy: 'you' },
    whatToDo: 'Leave out the scope or tenant that you do not have.',
  }),
  'login-taken': entry({
    ...{ status: 409, title: 'Somebody has this login.', fixedBy: 'you' },
    whatToDo: 'Choose another one.',
  }),
  'last-administrator': entry({
    ...{ status: 409, title: 'Nobody would be left to administer.', fixedBy: 'you' },
    whatToDo: 'Make somebody else a provider administrator first.',
  }),
  'connection-used': entry({
    ...{ status: 409, title: 'Jobs use the connection.', fixedBy: 'you' },
    whatToDo: 'Delete those jobs first, or give them another connection.',
  }),
  'target-taken': entry({
    ...{ status: 409, title: 'The target mailbox is another pair’s already.', fixedBy: 'you' },
    whatToDo: 'Choose another target, or remove the other pair.',
  }),
  'source-taken': entry({
    ...{ status: 409, title: 'The source mailbox has a pair in this job already.', fixedBy: 'you' },
    whatToDo: 'Edit that pair.',
  }),
  'external-id-taken': entry({
    ...{ status: 409, title: 'Another pair of this job has this external id.', fixedBy: 'you' },
    whatToDo: 'Choose another id, or edit that pair.',
  }),
  'csv-invalid': entry({
    ...{ status: 422, title: 'Rows of the CSV are not as they must be.', fixedBy: 'you' },
    whatToDo: 'Mend the named rows and import it again. No row was taken.',
  }),
  'too-many-rows': entry({
    ...{ status: 413, title: 'The CSV has too many rows.', fixedBy: 'you' },
    whatToDo: 'Import it in parts.',
  }),
  'directory-missing': entry({
    ...{ status: 409, title: 'The connection has no directory to look in.', fixedBy: 'you' },
    whatToDo:
      'Add a directory (LDAP) to the connection, or list the mailboxes in a CSV file. Exchange is asked itself where the connection signs in with one account.',
  }),
  'creation-unset': entry({
    ...{
      status: 409,
      title: 'The job does not say how target mailboxes are made.',
      fixedBy: 'you',
    },
    whatToDo:
      'Give the job its creation settings: domain, a unit of the target’s directory that is there, and patterns of names.',
  }),
  'refresh-unavailable': entry({
    ...{ status: 409, title: 'Addresses cannot be refreshed here.', fixedBy: 'you' },
    whatToDo: 'Go the way that is named.',
  }),
  'reconfigure-first': entry({
    ...{ status: 409, title: 'A connection must be reconfigured first.', fixedBy: 'you' },
    whatToDo: 'Edit the connection that is named and test it; then refresh again.',
  }),
  'directory-failed': entry({
    ...{ status: 502, title: 'The directory gave no answer.', fixedBy: 'operator' },
    whatToDo: 'Do what is named; the test of the directory shows the step that fails.',
  }),
  'too-many-tests': entry({
    ...{
      status: 429,
      title: 'Too many connections are being tested, or searched for mailboxes.',
      fixedBy: 'nobody',
    },
    whatToDo: 'Wait until one of them has ended.',
  }),
  'too-many-streams': entry({
    ...{ status: 429, title: 'Too many live streams of this session are open.', fixedBy: 'you' },
    whatToDo: 'Close pages that you do not need.',
  }),
  'reporting-silent': entry({
    ...{ status: 503, title: 'The reporting service does not answer.', fixedBy: 'operator' },
    whatToDo: 'Wait a minute. If it stays so, look at the service’s log.',
  }),
  'lists-behind': entry({
    ...{ status: 503, title: 'The lists do not show everything yet.', fixedBy: 'nobody' },
    whatToDo:
      'Nothing is lost and nothing was changed: the lists are being made from the log. Try again in a few seconds; after a loss of the read store a long log takes minutes.',
  }),
  'disk-full': entry({
    ...{ status: 503, title: 'The disk of the data folder is full.', fixedBy: 'operator' },
    whatToDo:
      'Make room on the disk and send it again: Mailhaul goes on by itself, and what it has stored is safe. Of a request for many things some may have been done: look first.',
  }),
  unavailable: entry({
    ...{ status: 503, title: 'The data cannot be reached just now.', fixedBy: 'operator' },
    whatToDo: 'Try again in a minute. What was asked may or may not have been done: look first.',
  }),
  internal: entry({
    ...{ status: 500, title: 'Something went wrong inside Mailhaul.', fixedBy: 'operator' },
    whatToDo: 'Try again. If it stays so, report the request id; the log has it.',
  }),
} as const satisfies Readonly<Record<string, ProblemEntry>>;

export type RequestCode = keyof typeof requestEntries;
