'use client';

import { Modal, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ArrowUpRight, CircleHelp, Keyboard, ListStart, type LucideIcon } from 'lucide-react';
import { pairStatusLooks, statusesByWeight } from '../../lib/pair-status.ts';
import { PairMark } from '../../ui/status-mark.tsx';
import classes from './dashboard.module.css';
import { Tile } from './tile.tsx';

const keys: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K', 'Search: goes to any job, mailbox or connection'],
  ['↑ ↓', 'Moves in a table; Home, End and Page up and down as well'],
  ['Enter', 'Opens the mailbox beside the table'],
  ['Space', 'Chooses the row; with Shift all up to it; Ctrl A all'],
  ['Shift F10', 'Opens the menu of the row'],
  ['Esc', 'Closes what is open, then lets go of what is chosen'],
];

/** What the words mean, the keys, and the way to start. */
export function HelpTile({ onGuide }: { onGuide: (() => void) | undefined }) {
  const [showsStates, states] = useDisclosure(false);
  const [showsKeys, keyList] = useDisclosure(false);
  return (
    <Tile title="Help">
      <ul className={classes.list}>
        {onGuide !== undefined && <Entry icon={ListStart} label="How to start" onClick={onGuide} />}
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
