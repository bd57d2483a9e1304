import { errorCatalogue } from '@mailhaul/connector-contract';
import type { ProbeStep } from '@mailhaul/connector-registry';
import type { ConnectionTestStep } from '@mailhaul/contracts';
import type { DirectoryStep } from '@mailhaul/directory';
import type { Clock } from '@mailhaul/kernel';
import { defined } from '../commands/defined.ts';

/** Of a mail system, or of a directory. */
type StepName = TriedStep['name'];
type TriedStep = ProbeStep | DirectoryStep;

const labels: Readonly<Record<StepName, string>> = {
  resolve: 'Find the server',
  connect: 'Connect',
  tls: 'Encrypt the connection',
  'sign-in': 'Sign in',
  mailbox: 'Open the mailbox',
  capabilities: 'Ask what the server can do',
  limits: 'Ask for its limits',
  folders: 'List the folders',
  write: 'Write, and take it away again',
  base: 'Find the search base',
  mailboxes: 'Look for mailboxes',
};

/** How a step went. */
function stateOf({ ok, isWarning }: TriedStep): ConnectionTestStep['state'] {
  if (!ok) return 'failed';
  return isWarning === true ? 'warning' : 'passed';
}

/** Tells of a test's steps as they begin and end, one line each, to whoever asked for it. */
export class StepTeller {
  readonly #order: readonly StepName[];
  readonly #clock: Clock;
  readonly #say: (line: ConnectionTestStep) => void;
  #sinceMs: number;

  /** The first step has begun. */
  constructor(order: readonly StepName[], clock: Clock, say: (line: ConnectionTestStep) => void) {
    this.#order = order;
    this.#clock = clock;
    this.#say = say;
    this.#sinceMs = clock.monotonicMs();
    this.#begin(order[0]);
  }

  /** That one has ended, and where it went well the next one has begun. */
  readonly onStep = (step: TriedStep): void => {
    const tookMs = Math.round(this.#clock.monotonicMs() - this.#sinceMs);
    this.#sinceMs = this.#clock.monotonicMs();
    const { name, code, remedy, serverText, detail } = step;
    const whatToDo = remedy ?? (code === undefined ? undefined : errorCatalogue[code].whatToDo);
    this.#say({
      ...{ step: name, label: labels[name], state: stateOf(step), details: [...detail], tookMs },
      ...defined({ code, whatToDo, serverText }),
    });
    if (step.ok) this.#begin(this.#order[this.#order.indexOf(name) + 1]);
  };

  #begin(name: StepName | undefined): void {
    if (name === undefined) return;
    this.#say({ step: name, label: labels[name], state: 'running', details: [] });
  }
}
