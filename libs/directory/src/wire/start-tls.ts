import type { Socket } from 'node:net';
import { errorOf, protocolViolation } from '../errors.ts';
import { headerAt, isWellFormed } from './message-shape.ts';

/** RFC 4511 §4.14: message 1, the extended operation StartTLS. */
const request = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from('1.3.6.1.4.1.1466.20037'),
]);
const answerBytesMax = 4096;
const extendedResponse = 0x78;

/**
 * Asks the server to encrypt the line from now on; resolves when it agreed and has said nothing else: what came in the clear
 * behind its answer would be read as if it had been encrypted. @throws ConnectorError
 */
export async function startTls(socket: Socket): Promise<void> {
  const answer = await firstMessage(socket);
  if (!isWellFormed(answer)) throw protocolViolation('it is no answer to StartTLS');
  const code = resultOf(answer);
  if (code === undefined) throw protocolViolation('it is no answer to StartTLS');
  if (code !== 0) {
    throw errorOf('tls-failed', {
      message: `The server does not start TLS on this port (result ${code}).`,
      remedy: 'Have a certificate set up at the directory, or use its port for TLS (636).',
    });
  }
}

function firstMessage(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      socket.off('data', take).off('close', lost);
      socket.pause();
      act();
    };
    const lost = () => end(() => reject(errorOf('connection-lost')));
    let held = Buffer.alloc(0);
    const take = (piece: Buffer) => {
      held = Buffer.concat([held, piece]);
      const header = headerAt(held, 0);
      const size = typeof header === 'object' ? header.from + header.length : 0;
      if (header === 'more' || (size > held.length && size <= answerBytesMax)) return;
      // Bytes behind the answer as well: whoever wrote them is not the server that was asked.
      if (size !== held.length) end(() => reject(protocolViolation('it is no answer to StartTLS')));
      else end(() => resolve(held));
    };
    socket.on('data', take).once('close', lost);
    socket.write(request);
  });
}

/** Of an extended response; undefined where it is another. */
function resultOf(answer: Buffer): number | undefined {
  const whole = headerAt(answer, 0);
  if (typeof whole !== 'object') return undefined;
  const id = headerAt(answer, whole.from);
  if (typeof id !== 'object') return undefined;
  const operationAt = id.from + id.length;
  const operation = headerAt(answer, operationAt);
  if (typeof operation !== 'object' || answer[operationAt] !== extendedResponse) return undefined;
  const code = headerAt(answer, operation.from);
  return typeof code === 'object' ? answer[code.from] : undefined;
}
