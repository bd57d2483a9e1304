'use client';

import { Modal, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  ArrowUpRight,
  BookOpen,
  CircleHelp,
  Keyboard,
  ListStart,
  type LucideIcon,
} from 'lucide-react';
import Link from 'next/link';
import { pairStatusLooks, statusesByWeight } from '../../lib/pair-status.ts';
import { PairMark } from '../../ui/status-mark.tsx';
import classes from './dashboard.module.css';
import { Tile } from '../../ui/tile.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';

const keys: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K', 'Search: goes to any job, mailbox or connection'],
  ['↑ ↓', 'Moves in a table; Home, End and Page up and down as well'],
  ['Enter', 'Opens the mailbox beside the table'],
  ['Ctrl Shift ← →', 'Moves the column whose header has the focus'],
  ['Space', 'Chooses the row; with Shift all up to it; Ctrl A all'],
  ['Shift F10', 'Opens the menu of the row'],
  ['Esc', 'Closes what is open, then lets go of what is chosen'],
];

/** The pages that are read most; the list of all is one of the lines. */
const pages: readonly (readonly [label: string, page: string])[] = [
  ['Migrate between IMAP servers', '/how-to/migrate-imap'],
  ['Migrate to and from Exchange', '/how-to/migrate-exchange'],
  ['Match mailboxes', '/how-to/match-mailboxes'],
  ['Let a job run at night', '/how-to/schedule-a-job'],
  ['What each error means, and what to do', '/reference/errors'],
  ['All help pages', ''],
];

/** What the words mean, the keys, and the way to start. */
export function HelpTile({ onGuide }: { onGuide: (() => void) | undefined }) {
  const { id: tenant } = useTenant();
  const [showsStates, states] = useDisclosure(false);
  const [showsKeys, keyList] = useDisclosure(false);
  return (
    <Tile title="Help">
      <ul className={classes.list}>
        {onGuide !== undefined && <Entry icon={ListStart} label="How to start" onClick={onGuide} />}
        {pages.map(([label, page]) => (
          <li key={page}>
            <Link className={classes.helpLine} href={`/t/${tenant}/help${page}`} prefetch={false}>
              <BookOpen size={15} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
        <Entry icon={CircleHelp} label="What each state means" onClick={states.open} />
        <Entry icon={Keyboard} label="Keys" onClick={keyList.open} />
        <li>
          <a className={classes.helpLine} href="/api/docs" target="_blank" rel="noreferrer">
            <ArrowUpRight size={15} aria-hidden />
            API, with all operations
          </a>
        </li>
      </ul>
      <Modal opened={showsStates} onClose={states.close} title="What each state means" size="lg">
        <dl className={classes.meanings}>
          {statusesByWeight.map((status) => (
            <div key={status}>
              <dt>
                <PairMark status={status} />
              </dt>
              <dd>{pairStatusLooks[status].meaning}</dd>
            </div>
          ))}
        </dl>
      </Modal>
      <Modal opened={showsKeys} onClose={keyList.close} title="Keys" size="md">
        <dl className={classes.meanings}>
          {keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd className={classes.key}>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </Tile>
  );
}

function Entry(props: { icon: LucideIcon; label: string; onClick: () => void }) {
  const { icon: Icon, label, onClick } = props;
  return (
    <li>
      <UnstyledButton className={classes.helpLine} onClick={onClick}>
        <Icon size={15} aria-hidden />
        {label}
      </UnstyledButton>
    </li>
  );
}
