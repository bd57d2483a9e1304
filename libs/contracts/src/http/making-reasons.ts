interface MakingReason {
  readonly cause: string;
  readonly fixedBy: 'you' | 'operator' | 'administrator' | 'nobody';
  readonly whatToDo: string;
}

/** Why a mailbox has no target yet, where one is to be made: the reasons of its row beside the codes of servers' errors. */
export const makingReasons: Readonly<Record<string, MakingReason>> = {
  'to-be-created': {
    cause: 'A user with a mailbox is to be created at the target.',
    fixedBy: 'nobody',
    whatToDo: 'Start the job, or choose Create now.',
  },
  'to-be-enabled': {
    cause: 'A user of the target is to get a mailbox.',
    fixedBy: 'nobody',
    whatToDo: 'Start the job, or choose Create now.',
  },
  'being-created': {
    cause: 'Its target mailbox is being made.',
    fixedBy: 'nobody',
    whatToDo: 'Wait: it takes some minutes at most.',
  },
  'user-exists': {
    cause: 'The name or address is another user’s at the target by now.',
    fixedBy: 'you',
    whatToDo: 'Match it with that mailbox, enable that user, or plan it with other patterns.',
  },
  'user-gone': {
    cause: 'The user that was planned or made is not in the target’s directory.',
    fixedBy: 'you',
    whatToDo: 'Plan the mailbox again.',
  },
  'unit-missing': {
    cause: 'The unit for new users is not in the target’s directory.',
    fixedBy: 'you',
    whatToDo: 'Make the unit, or name another in the creation settings and plan again.',
  },
  'password-refused': {
    cause: 'The target’s directory refuses the new user’s password or another value.',
    fixedBy: 'you',
    whatToDo: 'Make initial passwords longer or of more classes, then choose Create now.',
  },
  'hook-missing': {
    cause: 'The hook is not in the hooks’ folder of the worker, or others could change it.',
    fixedBy: 'operator',
    whatToDo: 'Have whoever runs the server put it there; then choose Create now.',
  },
  'hook-denied': {
    cause: 'The hook refuses to make this mailbox.',
    fixedBy: 'administrator',
    whatToDo: 'Do what its words ask for, then choose Create now.',
  },
  'hook-failed': {
    cause: 'The hook that makes the mailbox failed.',
    fixedBy: 'administrator',
    whatToDo: 'Mend what its words name, then choose Create now.',
  },
  'hook-timeout': {
    cause: 'The hook that makes the mailbox took too long and was ended.',
    fixedBy: 'administrator',
    whatToDo: 'See why it hangs, or give it more seconds; then choose Create now.',
  },
  'creation-unset': {
    cause: 'The job does not say how target mailboxes are made.',
    fixedBy: 'you',
    whatToDo: 'Give the job its creation settings, then choose Create now.',
  },
  'directory-missing': {
    cause: 'The target connection has no directory to make users in.',
    fixedBy: 'you',
    whatToDo: 'Give the connection its directory, then choose Create now.',
  },
};
