import type { Dice } from './dice.ts';

/** A plain header section without its closing empty line. */
export function headers(
  dice: Dice,
  options: { id?: string; extra?: readonly string[] } = {},
): string {
  const number = dice.int(0, 1e9);
  const lines = [
    `Return-Path: <sender${number % 97}@example.com>`,
    `Received: from mx.example.net by mail.example.org with ESMTP id ${number.toString(36)};`,
    `\tMon, 1 Jan 2001 00:00:00 +0000`,
    `From: "Sender ${number % 97}" <sender${number % 97}@example.com>`,
    'To: anna@example.org',
    `Subject: Note ${number.toString(36)}`,
    'Date: Mon, 1 Jan 2001 00:00:00 +0000',
    ...(options.id === undefined ? [] : [`Message-ID: <${options.id}@example.com>`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    ...(options.extra ?? []),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A Message-ID's left side, not given out before by these dice but by accident. */
export function freshId(dice: Dice): string {
  return `${dice.int(0, 2 ** 31).toString(36)}.${dice.int(0, 2 ** 31).toString(36)}`;
}
