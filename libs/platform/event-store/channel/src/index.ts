export { ChannelEventStore } from './channel-event-store.ts';
export { type ServedEventStore, serveEventStore } from './serve-event-store.ts';
