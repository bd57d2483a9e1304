import type { ErrorCode, OpenContext } from '@mailhaul/connector-contract';
import { addressesOf, describeCertificates, withoutSecrets } from '@mailhaul/connector-line';
import {
  type DirectorySettings,
  type ValidDirectorySettings,
  directorySettingsSchema,
  secretsOf,
} from './directory-settings.ts';
import { directoryError } from './errors.ts';
import { lookAtServer } from './look-at-server.ts';
import { DirectorySession } from './open-session.ts';
import { exchangeMailboxes, plainMailboxes } from './read/filters.ts';
import { mailboxAttributes, mailboxOf } from './read/mailbox-of.ts';
import { reach } from './wire/reach.ts';

/** What is tried, in this order. */
export const directorySteps = [
  ...(['resolve', 'connect', 'tls', 'sign-in', 'base', 'mailboxes'] as const),
] as const;
export type DirectoryStepName = (typeof directorySteps)[number];

/** One thing that was tried. Details are for people and hold no secrets. */
export interface DirectoryStep {
  readonly name: DirectoryStepName;
  readonly ok: boolean;
  /** It went well enough, and somebody should know of it: the remedy says what for. */
  readonly isWarning?: true;
  readonly detail: readonly string[];
  readonly remedy?: string;
  /** With a step that failed. */
  readonly code?: ErrorCode;
  readonly serverText?: string;
}

/** A test counts on until it knows that there are many. */
const countedMax = 5_000;

/** Tries what a search needs, step by step, until one fails; each is told to `onStep` once, as soon as it is known. Reads only. */
export async function testDirectory(
  settings: DirectorySettings,
  context: OpenContext,
  onStep: (step: DirectoryStep) => void = () => undefined,
): Promise<readonly DirectoryStep[]> {
  const valid = directorySettingsSchema.parse(settings);
  const trial = new Trial(valid, context, onStep);
  await trial.run();
  return trial.steps;
}

class Trial {
  readonly steps: DirectoryStep[] = [];
  readonly #settings: ValidDirectorySettings;
  readonly #context: OpenContext;
  readonly #onStep: (step: DirectoryStep) => void;
  #chain: readonly string[] = [];

  constructor(
    settings: ValidDirectorySettings,
    context: OpenContext,
    onStep: (step: DirectoryStep) => void,
  ) {
    this.#settings = settings;
    this.#context = context;
    this.#onStep = onStep;
  }

  async run(): Promise<void> {
    let session: DirectorySession | undefined;
    try {
      session = await this.#connect();
      await session.bind();
      const { bindDn } = this.#settings;
      this.#pass([bindDn === undefined ? 'as nobody: it shows itself to everybody' : 'accepted']);
      await this.#look(session);
    } catch (error) {
      this.#fail(error);
    } finally {
      session?.close();
    }
  }

  async #connect(): Promise<DirectorySession> {
    const { security, port } = this.#settings;
    const { clock, signal } = this.#context;
    this.#pass(await addressesOf(this.#settings, clock));
    const connected = () => {
      if (this.#next() === 'connect') this.#pass([`port ${port}`]);
    };
    const socket = await reach(this.#settings, {
      ...{ clock, signal, onConnected: connected },
      onSecured: (tls) => (this.#chain = describeCertificates(tls)),
    });
    connected();
    this.#pass(security === 'none' ? ['no encryption, as asked for'] : this.#chain);
    return new DirectorySession(socket, this.#settings, this.#context);
  }

  async #look(session: DirectorySession): Promise<void> {
    const place = await lookAtServer(session, this.#settings.baseDn);
    const { baseDn, isActiveDirectory, hasExchange } = place;
    const chosen = this.#settings.baseDn === '' ? ', as the server names it' : '';
    this.#pass([
      `${baseDn}${chosen}`,
      isActiveDirectory ? 'Active Directory' : 'a directory of the usual sort',
    ]);
    const filter = hasExchange ? exchangeMailboxes : plainMailboxes;
    const attributes = mailboxAttributes;
    const counts = { mailbox: 0, without: 0 };
    let more = '';
    for await (const page of session.pages({ baseDn, filter, attributes })) {
      for (const entry of page.entries)
        counts[mailboxOf(entry) === undefined ? 'without' : 'mailbox'] += 1;
      if (page.isCut || counts.mailbox > countedMax) more = ' or more';
      if (more !== '') break;
    }
    this.#count(counts, { more, hasExchange });
  }

  #count(
    { mailbox, without }: { readonly mailbox: number; readonly without: number },
    { more, hasExchange }: { readonly more: string; readonly hasExchange: boolean },
  ): void {
    const how = hasExchange ? 'by the attributes of Exchange' : 'by the attribute mail';
    const detail = [
      `${mailbox}${more} mailboxes, known ${how}`,
      ...(without === 0 ? [] : [`${without} beside them without a mailbox or a usable address`]),
    ];
    if (mailbox > 0) return this.#pass(detail);
    this.#tell({
      ...{ name: 'mailboxes', ok: true, isWarning: true, detail },
      remedy:
        'Check the search base, and that the account may read the attributes mail, proxyAddresses and msExchMailboxGuid.',
    });
  }

  #next(): DirectoryStepName {
    return directorySteps[this.steps.length] ?? 'mailboxes';
  }

  #pass(detail: readonly string[]): void {
    this.#tell({ name: this.#next(), ok: true, detail });
  }

  #tell(step: DirectoryStep): void {
    this.steps.push(step);
    this.#onStep(step);
  }

  #fail(thrown: unknown): void {
    const error = withoutSecrets(directoryError(thrown), secretsOf(this.#settings));
    const { message, remedy, code, serverText } = error;
    const name = this.#next();
    const words = serverText === undefined ? [] : [`the server says: ${serverText}`];
    this.#tell({
      ...{ name, ok: false, remedy, code },
      detail: [message, ...words, ...(name === 'tls' ? this.#chain : [])],
      ...(serverText === undefined ? {} : { serverText }),
    });
  }
}
