import { startEventStoreDouble } from './start-event-store-double.ts';

// `main.ts PATH PORT [LIVE_EVENTS_MAX]`: the double in a process of its own, to be killed and stopped. Prints its URL.
const [path, port, liveEventsMax] = process.argv.slice(2);
const server = await startEventStoreDouble({
  ...(path === undefined ? {} : { path }),
  port: Number(port ?? 0),
  ...(liveEventsMax === undefined ? {} : { liveEventsMax: Number(liveEventsMax) }),
});
process.stdout.write(`${server.url}\n`);
