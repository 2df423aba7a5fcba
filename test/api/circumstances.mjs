// What was going on when something did not come about: jobs that are not done, what MariaDB works on, and how the job runners are.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const state = process.env.HF_STATE;

function table(query) {
  try {
    return execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-B', 'holdfast', '-e', query], { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return `${error.message}\n`;
  }
}

const part = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

const runners = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && /--jobs/.test(part(pid, 'cmdline')) && part(pid, 'environ').includes(`HF_STATE=${state}\0`))
  .map((pid) => `${pid} ${part(pid, 'cmdline').replaceAll('\0', ' ')}${/State:\s+\S+/.exec(part(pid, 'status'))?.[0]} ${part(pid, 'wchan')}\n`).join('');

export const circumstances = () => [
  table('SELECT UTC_TIMESTAMP(6) AS now'),
  table(`SELECT domain, kind, tenant_id, state, attempts, created_at, run_after, lease_until, LEFT(error, 120) AS error
    FROM jobs WHERE state IN ('queued', 'running') ORDER BY id LIMIT 20`),
  table("SELECT id, user, command, time_ms, state, LEFT(info, 120) AS info FROM information_schema.processlist WHERE command <> 'Sleep' AND id <> CONNECTION_ID()"),
  table('SELECT trx_id, trx_state, trx_started, trx_mysql_thread_id AS connection, trx_rows_locked, LEFT(trx_query, 120) AS query FROM information_schema.innodb_trx'),
  runners(),
].join('');
