import type { Socket } from 'node:net';

/**
 * Ends a connection at once, with a reset where that can be had. One that is just being shut down refuses to be reset
 * (EINVAL) and would never be closed: a process with such a handle does not come to its end.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
