import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './tile.module.css';

interface TileProps {
  readonly title: string;
  /** Beside the title: how many. */
  readonly count?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One part of a page: what there is of something, and the way to all of it. */
export function Tile({ title, count, actions, children }: TileProps) {
  return (
    <section className={classes.tile} aria-label={title}>
      <div className={classes.tileHead}>
        <Title order={2}>{title}</Title>
        {count !== undefined && <span className="num muted">{count}</span>}
        <span className={classes.space} />
        {actions}
      </div>
      {children}
    </section>
  );
}

/** What a tile says that has nothing to show. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className={classes.nothing}>{children}</p>;
}
