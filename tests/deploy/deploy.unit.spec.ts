import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@mailhaul/config';
import { describe, expect, it } from 'vitest';
import { type ComposeService, readCompose, readDockerfiles } from './read-deploy.ts';

const apps = ['console', 'gateway', 'mailbox-worker', 'notifier', 'reporting', 'scheduler'];
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const masterKey = Buffer.alloc(32, 1).toString('base64');
const given = { MASTER_KEY: masterKey };

const compose = readCompose(given);
const dockerfiles = readDockerfiles();
const services = Object.entries(compose.services);
const ours = services.flatMap(([name, service]) => {
  const app = /^mailhaul-(.+)$/.exec(service.image)?.[1];
  return app === undefined ? [] : [{ name, app, service }];
});

/** As the process in the container has it. */
function environmentOf(app: string, { environment }: ComposeService) {
  const image = dockerfiles.find(({ name }) => name === app);
  return { ...image?.environment, ...environment };
}

describe('compose.yaml', () => {
  it('starts every app, two workers, a cluster of three and a replica set of three', () => {
    expect([...new Set(ours.map(({ app }) => app))].sort()).toEqual(apps);
    expect(ours.filter(({ app }) => app === 'mailbox-worker')).toHaveLength(2);
    const images = services.map(([, { image }]) => image.replace(/:.*/, ''));
    const countOf = (image: string) => images.filter((one) => one === image).length;
    expect(countOf('nats')).toBe(3);
    expect(services.filter(([, { command }]) => command?.[0] === 'mongod')).toHaveLength(3);
    expect(countOf('eventstore/eventstore')).toBe(1);
  });

  it.each(ours)('gives $name settings that it starts with', ({ app, service }) => {
    const read = readConfig(environmentOf(app, service));
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const { config } = read;
    expect(config.host).toBe('0.0.0.0');
    if (app === 'console') {
      expect(config.gatewayUrl).toBe(`http://gateway:${config.port}`);
      return;
    }
    expect(config).toMatchObject({
      eventStore: { scheme: 'esdb' },
      bus: { scheme: 'nats' },
      readStore: { scheme: 'mongodb' },
      secretStore: { scheme: 'mongodb' },
      masterKey: { value: masterKey },
    });
  });

  it('knows no variable of ours that the settings do not', () => {
    const named = [
      ...services.flatMap(([, { environment }]) => Object.keys(environment)),
      ...dockerfiles.flatMap(({ environment }) => Object.keys(environment)),
    ].filter((name) => name.startsWith('MAILHAUL_'));
    // Empty is not set: only the names are judged.
    const names = Object.fromEntries(named.map((name) => [name, '']));
    expect(named).toContain('MAILHAUL_EVENT_STORE');
    expect(readConfig(names)).toMatchObject({ ok: true });
  });

  it('does not start without a master key', () => {
    expect(() => readCompose({})).toThrow('MASTER_KEY must be given');
  });

  it('reaches only servers that it starts, over a network that both are in', () => {
    for (const { app, service } of ours) {
      const addresses = Object.values(environmentOf(app, service)).filter((value) =>
        /^(esdb|nats|mongodb|http):\/\/(?!127)/.test(value),
      );
      const hosts = addresses.flatMap((value) =>
        (/:\/\/([^/?]+)/.exec(value)?.[1] ?? '').split(',').map((one) => one.replace(/:\d+$/, '')),
      );
      for (const host of hosts) {
        const other = compose.services[host];
        expect(
          other?.networks.some((one) => service.networks.includes(one)),
          host,
        ).toBe(true);
      }
    }
  });

  it('names networks, volumes, files and services that are there', () => {
    for (const [, { networks, volumes, depends_on: needed, build }] of services) {
      for (const network of networks) expect(compose.networks).toHaveProperty([network]);
      for (const name of needed) expect(compose.services).toHaveProperty([name]);
      for (const [place = ''] of volumes.map((volume) => volume.split(':'))) {
        if (place.startsWith('.')) expect(existsSync(root(`deploy/compose/${place}`))).toBe(true);
        else expect(compose.volumes).toHaveProperty([place]);
      }
      if (build !== undefined) expect(existsSync(root(build.dockerfile))).toBe(true);
    }
  });

  it('lets nobody but browsers in, and stores out to nowhere', () => {
    const open = services.filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['console']);
    expect(open[0]?.[1].ports).toEqual(['127.0.0.1:8080:8080']);
    expect(compose.networks['inner']?.internal).toBe(true);
    const stores = services.filter(([, { image }]) => /^(nats|mongo|eventstore\/)/.test(image));
    for (const [, { networks }] of stores) expect(networks).toEqual(['inner']);
  });

  it('lets our processes write nothing but temporary files, and end in order', () => {
    for (const { service } of ours) {
      expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
      expect(Number.parseInt(service.stop_grace_period ?? '', 10)).toBeGreaterThan(30);
    }
  });
});

describe('Dockerfiles', () => {
  it('are there for each app', () => {
    expect(dockerfiles.map(({ name }) => name).sort()).toEqual(apps);
  });

  it.each(dockerfiles)(
    '$name: built in one stage, run in another, not as root',
    ({ name, stages }) => {
      expect(stages).toHaveLength(2);
      const last = stages.at(-1) ?? [];
      expect(last.some((line) => /^(RUN|ADD) /.test(line))).toBe(false);
      expect(last).toContain('USER node');
      const command = last.at(-1) ?? '';
      const [, entry = ''] = /^CMD \["node", "([^"]+)"\]$/.exec(command) ?? [];
      expect(entry.startsWith(`apps/${name}/`)).toBe(true);
      const source = entry.replace('/dist/main.js', '/src/main.ts');
      expect(existsSync(root(source)), source).toBe(true);
      expect(last).toContain(`COPY --from=build /mailhaul/apps/${name} apps/${name}`);
    },
  );
});
