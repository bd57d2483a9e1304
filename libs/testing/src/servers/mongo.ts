import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** Where `.ci/fetch-mongo` puts mongo-java-server. */
export const mongoRoot = '/opt/mailhaul-mongo';

/** A server of MongoDB's wire protocol of a test's own, in memory and on loopback. */
export interface PrivateMongo {
  /** `mongodb://host:port`, without a database. */
  readonly url: string;
  /** SIGKILL: everything in it is lost. */
  kill(): Promise<void>;
  /** On the same port again, empty. */
  start(): Promise<void>;
}

export async function startMongo(): Promise<PrivateMongo> {
  const port = await freePort();
  const main = fileURLToPath(new URL('./MongoServerMain.java', import.meta.url));
  let child = launch();

  function launch() {
    const args = ['-Xmx1g', '-cp', `${mongoRoot}/lib/*`, main, String(port)];
    return spawn('java', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  }
  const ready = () => once(createInterface({ input: child.stdout }), 'line');
  await ready();
  return {
    url: `mongodb://127.0.0.1:${port}`,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    start: async () => {
      child = launch();
      await ready();
    },
  };
}
