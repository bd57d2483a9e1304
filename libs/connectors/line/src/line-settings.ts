import type { AddressGuard } from '@mailhaul/connector-contract';
import * as z from 'zod';

const portMax = 65_535;
const name = z.string().min(1).max(1024);
const host = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\s/@]+$/);
const port = z.number().int().min(1).max(portMax);

/** A time to wait, milliseconds: from 100 to an hour. */
export const timeoutMsSchema = z.number().int().min(100).max(3_600_000);

const clientCertificate = z.union([
  z.strictObject({ cert: z.string(), key: z.string(), passphrase: z.string().optional() }),
  z.strictObject({ pfx: z.instanceof(Uint8Array), passphrase: z.string().optional() }),
]);

const proxySchema = z.strictObject({
  kind: z.enum(['socks4', 'socks5', 'http']),
  host,
  port,
  user: name.optional(),
  password: z.string().max(1024).optional(),
});

/** What every connector's settings say of the line to the server; to be spread into an object's schema. */
export const lineShape = {
  host,
  port,
  /** PEM of certificate authorities to trust instead of the system's. */
  ca: z.string().optional(),
  /** SHA-256 of the server's certificate (`AB:CD:…`): one of these is trusted, and nothing else. */
  pins: z
    .array(z.string().regex(/^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/))
    .max(8)
    .default([]),
  clientCertificate: clientCertificate.optional(),
  proxy: proxySchema.optional(),
  /** Asked before every connection, to the proxy as well; without one every address is allowed. */
  addressGuard: z.custom<AddressGuard>((v) => typeof v === 'object' && v !== null).optional(),
  /** For the answer of the name servers. */
  lookupMsMax: timeoutMsSchema.default(10_000),
} as const;

export type LineSettings = z.output<z.ZodObject<typeof lineShape>>;
export type ProxySettings = z.output<typeof proxySchema>;
