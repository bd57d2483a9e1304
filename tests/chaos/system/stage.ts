import { systemClock } from '@mailhaul/kernel';
import type { ProxyLink } from '@mailhaul/testing/proxies';
import type { TargetLink, TargetMoment } from './mail-lines.ts';
import { Operator } from './operator.ts';
import type { PairFacts } from './pair-facts.ts';
import { startServers, type SystemServers } from './servers.ts';
import { type StagedService, startServices, stopServices } from './services.ts';
import { socketOwners } from './socket-owners.ts';
import { SystemFacts } from './system-facts.ts';
import { makeTenants, type StageSize, type Tenants } from './tenants.ts';

type Listener = (moment: TargetMoment) => void;

/** The whole distributed system with the mail systems on both sides, and what can be seen of it from outside. */
export class Stage {
  readonly servers: SystemServers;
  readonly services: readonly StagedService[];
  readonly facts: SystemFacts;
  readonly operator: Operator;
  #tenants: Tenants | undefined;
  readonly #listeners = new Set<Listener>();
  readonly #undelivered = new WeakMap<ProxyLink, number>();

  private constructor(servers: SystemServers, services: readonly StagedService[]) {
    this.servers = servers;
    this.services = services;
    this.facts = new SystemFacts(servers.logFile);
    const gateway = services.find(({ name }) => name === 'gateway');
    this.operator = new Operator(gateway?.process.port ?? 0);
  }

  static async start(size: StageSize, seed: number): Promise<Stage> {
    const servers = await startServers();
    try {
      const stage = new Stage(servers, await startServices(servers, size.slots));
      const { operator } = stage;
      const onMoment: Listener = (moment) => stage.#hear(moment);
      stage.#tenants = await makeTenants({ servers, operator, size, seed, onMoment });
      return stage;
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get tenants(): Tenants {
    if (this.#tenants === undefined) throw new Error('the stage is not set yet');
    return this.#tenants;
  }

  /** Calls back for each step at the targets, until the returned function is called. */
  onMoment(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The open target connections of each of these processes. */
  linksOf(services: readonly StagedService[]): ReadonlyMap<StagedService, readonly TargetLink[]> {
    const byPid = new Map(services.map((one) => [one.process.pid ?? 0, one]));
    const owners = socketOwners([...byPid.keys()]);
    const found = new Map<StagedService, TargetLink[]>(services.map((one) => [one, []]));
    for (const [link, target] of this.tenants.links) {
      const service = byPid.get(owners.get(link.clientPort) ?? -1);
      if (service !== undefined) found.get(service)?.push(target);
    }
    return found;
  }

  /** Tells mailboxes that bytes to their target move, though the log has nothing new; often, since only a difference shows it. */
  noteMovement(): void {
    const atMs = systemClock.wallMs();
    for (const [link, { user }] of this.tenants.links) {
      const left = link.undelivered;
      if (left > 0 && left !== this.#undelivered.get(link)) this.factsOf(user)?.moved(atMs);
      this.#undelivered.set(link, left);
    }
  }

  /** The worker at the other end of a connection. */
  ownerOf({ link }: TargetLink): StagedService | undefined {
    const workers = this.workers();
    const pid = socketOwners(workers.map(({ process }) => process.pid ?? 0)).get(link.clientPort);
    return workers.find(({ process }) => process.pid === pid);
  }

  workers(): readonly StagedService[] {
    return this.services.filter(({ name }) => name === 'mailbox-worker');
  }

  factsOf(user: string | undefined): PairFacts | undefined {
    const pairId = this.tenants.pairIds.get(user ?? '');
    return pairId === undefined ? undefined : this.facts.pair(pairId);
  }

  async stop(): Promise<void> {
    await stopServices(this.services);
    await this.#tenants?.stop();
    await this.servers.stop();
  }

  #hear(moment: TargetMoment): void {
    const { step, target } = moment;
    const wire = this.factsOf(target.user)?.wire;
    if (wire !== undefined && step.kind === 'command' && step.verb === 'APPEND') wire.begun += 1;
    if (wire !== undefined && step.kind === 'append-answer') wire.answered += 1;
    for (const listener of [...this.#listeners]) listener(moment);
    this.#forget(target.link);
  }

  /** Connections come and go: what is closed is not kept. */
  #forget(present: ProxyLink): void {
    const { links } = this.tenants;
    if (links.size < 500) return;
    for (const link of links.keys()) if (!link.isOpen && link !== present) links.delete(link);
  }
}
