import type { LogPosition } from '@mailhaul/application';
import { Logger } from '@nestjs/common';
import { Commander } from './commands/commander.ts';
import { Documents } from './commands/documents.ts';
import { SecretWriter } from './commands/secret-writer.ts';
import { KeyedMutex } from './commands/keyed-mutex.ts';
import { LogFollower } from './commands/log-follower.ts';
import { ShownLog } from './commands/shown-log.ts';
import { TestRuns } from './connections/test-runs.ts';
import { type GatewayLimits, type GatewayOptions, limitsOf } from './gateway-options.ts';
import { OperationGate } from './http/operation-gate.ts';
import { tracesOf } from './http/problem.filter.ts';
import { Authenticator } from './identity/authenticator.ts';
import { ClientAddress } from './identity/client-address.ts';
import { ensureFirstOperator, type FirstSignIn } from './identity/first-operator.ts';
import { OperatorDirectory } from './identity/operator-directory.ts';
import { Passwords } from './identity/passwords.ts';
import { SignInLimiter } from './identity/sign-in-limiter.ts';
import { LiveHub } from './live/live-hub.ts';
import { TenantDirectory } from './tenants/tenant-directory.ts';
import { defaultSweepTimes, SecretSweep } from './secrets/secret-sweep.ts';

const sessionMsDefault = 12 * 3600 * 1000;

/** Everything that the controllers share, made of what the app handed in. */
export class GatewayParts {
  readonly options: GatewayOptions;
  readonly limits: GatewayLimits;
  readonly commander: Commander;
  readonly documents: Documents;
  readonly secretWriter: SecretWriter;
  readonly shownLog: ShownLog;
  readonly operators: OperatorDirectory;
  readonly tenants: TenantDirectory;
  readonly authenticator: Authenticator;
  readonly passwords: Passwords;
  readonly limiter: SignInLimiter;
  readonly gate: OperationGate;
  readonly live: LiveHub;
  readonly tests: TestRuns;
  /** What must happen one after the other in this process. */
  readonly turns = new KeyedMutex();
  readonly follower: LogFollower;
  readonly sweep: SecretSweep;
  readonly isHttps: boolean;
  readonly startedAtMs: number;
  /** Of the first operator, once started: to be shown once. */
  firstSignIn: FirstSignIn | undefined;

  constructor(options: GatewayOptions) {
    const { store, readStore, sealers, sessions, clock, random } = options;
    this.options = options;
    this.limits = limitsOf(options);
    this.isHttps = new URL(options.publicUrl).protocol === 'https:';
    this.startedAtMs = clock.wallMs();
    const { showMsMax, jsonBytesMax } = this.limits;
    this.commander = new Commander({ store, readStore, sealers, clock, showMsMax });
    this.documents = new Documents(readStore);
    const { bus } = options;
    this.shownLog = new ShownLog({ bus, readStore, clock, waitMsMax: showMsMax });
    this.secretWriter = new SecretWriter(options.secrets, clock);
    this.operators = new OperatorDirectory(sealers);
    this.tenants = new TenantDirectory(sealers);
    this.follower = this.#followerOf();
    const decoy = Buffer.from(random.bytes(24)).toString('base64');
    this.passwords = new Passwords(decoy);
    this.limiter = new SignInLimiter(clock);
    this.authenticator = new Authenticator({
      ...{ directory: this.operators, sessions, clock, random, isHttps: this.isHttps },
      sessionMs: options.sessionMs ?? sessionMsDefault,
    });
    this.gate = new OperationGate({
      ...{ authenticator: this.authenticator, operators: this.operators, tenants: this.tenants },
      shownLog: this.shownLog,
      ...{
        addresses: new ClientAddress(options.trustedProxies ?? []),
        clock,
        random,
        jsonBytesMax,
      },
    });
    this.tests = new TestRuns(clock, this.limits);
    this.live = new LiveHub({ clock, limits: this.limits });
    this.sweep = new SecretSweep({
      ...{ commander: this.commander, operators: this.operators, secrets: options.secrets, clock },
      times: { ...defaultSweepTimes, ...options.sweepTimes },
      onError: (error) => {
        new Logger('Gateway').error({ event: 'secret-sweep-failed', ...tracesOf(error) });
      },
    });
    options.meter?.watchLiveStreams(() => this.live.streamCount);
  }

  /** Requests may be served when it resolves. */
  async start(): Promise<void> {
    await this.follower.start();
    const { secrets, sessions, clock, random, adminPassword } = this.options;
    this.firstSignIn = await ensureFirstOperator({
      ...{ commander: this.commander, directory: this.operators, passwords: this.passwords },
      ...{ secrets, sessions, clock, random, adminPassword },
      isReset: this.options.resetsAdminPassword === true,
    });
    this.sweep.start();
  }

  async stop(): Promise<void> {
    await this.sweep.stop();
    await this.follower.stop();
  }

  /** Waits until people and tenants are known as of then, and shown. */
  async reach(position: LogPosition): Promise<void> {
    await this.follower.reach(position, this.limits.showMsMax);
  }

  #followerOf(): LogFollower {
    const logger = new Logger('Gateway');
    const { store, clock } = this.options;
    return new LogFollower({
      ...{ store, clock },
      prefixes: [...OperatorDirectory.prefixes, ...TenantDirectory.prefixes],
      onEvent: async (event) => {
        if (!event.stream.startsWith('operator-')) return this.tenants.onEvent(event);
        await this.operators.onEvent(event);
        await this.live.recheck();
      },
      onFailure: (error) => {
        logger.error({ event: 'directory-behind', ...tracesOf(error) });
      },
    });
  }
}
