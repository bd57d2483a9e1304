import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './page.module.css';

/** Body of a page; `fills` gives the last part all the height that is left. */
export function Page({ children, fills = false }: { children: ReactNode; fills?: boolean }) {
  return <div className={`${classes.page} ${fills ? classes.fills : ''}`}>{children}</div>;
}

interface PageHeadProps {
  readonly title: string;
  /** Where it belongs: a link above the title. */
  readonly above?: ReactNode;
  /** Beside the title: its state. */
  readonly beside?: ReactNode;
  /** One sentence of what goes on. */
  readonly sentence?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHead({ title, above, beside, sentence, actions }: PageHeadProps) {
  return (
    <header className={classes.head}>
      <div className={classes.headText}>
        {above !== undefined && <div className={classes.above}>{above}</div>}
        <div className={classes.titleLine}>
          <Title order={1} className={classes.title} title={title}>
            {title}
          </Title>
          {beside}
        </div>
        {sentence !== undefined && <p className={classes.sentence}>{sentence}</p>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, note, actions, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <div>
          <Title order={2}>{title}</Title>
          {note !== undefined && <p className={classes.note}>{note}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
