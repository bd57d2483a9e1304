export { InProcessClient } from './in-process-client.ts';
export { type HubRequest, type Responder, InProcessHub } from './in-process-hub.ts';
export { type InProcessServerOptions, InProcessServer } from './in-process-server.ts';
