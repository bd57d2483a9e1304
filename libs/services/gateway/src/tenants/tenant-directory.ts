import { type RecordedEvent, type TenantSealers, decodeEvent } from '@mailhaul/application';
import { type Tenant, type TenantEvent, parseStream, tenantDecider } from '@mailhaul/domain';

/** Which tenants there are, folded from the log and followed. */
export class TenantDirectory {
  readonly #sealers: TenantSealers;
  readonly #known = new Map<string, Tenant>();

  constructor(sealers: TenantSealers) {
    this.#sealers = sealers;
  }

  static readonly prefixes: readonly string[] = ['tenant-'];

  async onEvent(recorded: RecordedEvent): Promise<void> {
    const { tenant } = parseStream(recorded.stream) ?? {};
    if (tenant === undefined) return;
    const codec = { sealer: await this.#sealers.of(tenant), upcasters: tenantDecider.upcasters };
    const event = decodeEvent<TenantEvent>(recorded, codec);
    const before = this.#known.get(tenant) ?? tenantDecider.initial();
    this.#known.set(tenant, tenantDecider.evolve(before, event));
  }

  has(tenant: string): boolean {
    return this.#known.get(tenant)?.status === 'active';
  }
}
