'use client';

import { FileDown } from 'lucide-react';
import { client } from '../../lib/api.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './pair-detail.module.css';

export function PairDownloads({ pair }: { pair: string }) {
  const { id: tenant } = useTenant();
  const path = { tenant, pair };
  return (
    <ul className={classes.files}>
      <li>
        <a className="link" href={client.url('pairLog', { path })} download>
          <FileDown size={14} aria-hidden /> Log (CSV)
        </a>
        <div className="muted">Every item with its outcome</div>
      </li>
      <li>
        <a className="link" href={client.url('pairReport', { path })} download>
          <FileDown size={14} aria-hidden /> Report (CSV)
        </a>
        <div className="muted">Folders with their figures</div>
      </li>
    </ul>
  );
}
