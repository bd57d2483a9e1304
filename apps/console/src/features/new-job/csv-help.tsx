import classes from './new-job.module.css';

const columns = [
  ['source', 'The mailbox where it is now'],
  ['target', 'The mailbox that it goes to'],
  ['source_password', 'Where each mailbox signs in with its own'],
  ['target_password', 'The same at the target'],
  ['source_token', 'Its refresh token, where the connection signs in with tokens'],
  ['target_token', 'The same at the target'],
  ['source_user', 'The user, where it is not the address'],
  ['target_user', 'The same at the target'],
  ['source_kind', 'Of Exchange: user, shared, room, archive or public'],
  ['target_kind', 'The same at the target'],
  ['priority', '1 (first) to 5 (last), 1 if left out'],
  ['external_id', 'Your own id: a later import with it updates the mailbox'],
] as const;

const example =
  'source,target\nanna@old.example.com,anna@example.com\nbert@old.example.com,bert@example.com\n';

export function CsvHelp() {
  return (
    <section className={classes.help} aria-label="Columns of the CSV">
      The first line names the columns, in any order; commas or semicolons are between them. Only{' '}
      <code>source</code> and <code>target</code> must be there.
      <dl>
        {columns.map(([name, means]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a
          className="link"
          download="mailboxes.csv"
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(example)}`}
        >
          Download an example
        </a>
      </p>
    </section>
  );
}
