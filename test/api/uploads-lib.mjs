// What the tests of uploads share: small bank files without outcomes (so that nothing has to be learnt), and the database.
import { execFileSync } from 'node:child_process';
import { state } from './lib.mjs';

export const bankHeader = 'RowNumber,CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,NumOfProducts,HasCrCard,IsActiveMember,EstimatedSalary';

// n customers 15600001, 15600002, ...
export function bankRows(n) {
  const lines = [bankHeader];
  for (let i = 1; i <= n; i++) {
    lines.push(`${i},${15600000 + i},Name${i},${500 + (i % 300)},${['Spain', 'Germany', 'France'][i % 3]},${i % 2 ? 'Male' : 'Female'},`
      + `${40 + (i % 40)},${1 + (i % 10)},${i % 2 ? 0 : '100.50'},${1 + (i % 3 > 1)},1,${i % 2},${1000 + i * 1.25}`);
  }
  return `${lines.join('\n')}\n`;
}

export const sql = (text) =>
  execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-N', '-B', 'holdfast', '-e', text], { encoding: 'utf8' }).trim();

// All faults of a version, by its pages.
export async function faultsOf(person, id, limit = 200) {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const query = `limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = (await person(`/api/v1/uploads/datasets/${id}/faults?${query}`, { status: 200 })).json;
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  return all;
}
