import * as z from 'zod';

/** A line of text without control characters. */
export const line = (max = 500) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine((value) => !/\p{Cc}/u.test(value), 'holds a control character');

export const securityNames = ['tls', 'starttls', 'none'] as const;

/** Nothing of a URL: its port, its user and its path have fields of their own or none. */
export const hostSchema = line(255).refine((value) => {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  return z.ipv6().safeParse(bare).success || !/[\s/\\?#@:%[\]]/.test(value);
}, 'is not a host name or an IP address alone; the port has a field of its own');
