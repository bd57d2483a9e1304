import { connect, type Socket } from 'node:net';
import { dialOf, type Dialling } from './dial.ts';

export interface DirectRequest extends Dialling {
  readonly host: string;
  readonly port: number;
  /** Told of the socket before it is connected, so that it can be cut. */
  readonly onSocket?: (socket: Socket) => void;
}

/**
 * A connection to one of the addresses that the guard allows. The caller bounds the time, and destroys what comes late.
 * @throws ConnectorError `address-refused`; what the look-up or the system says.
 */
export async function openDirectly(request: DirectRequest): Promise<Socket> {
  const dial = await dialOf(request.host, request);
  const socket = connect({ ...dial, port: request.port, noDelay: true });
  request.onSocket?.(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve();
    });
  });
  // A later failure is told by who is reading then.
  socket.on('error', () => undefined);
  return socket;
}
