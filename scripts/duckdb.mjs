// Measures the coefficients of a table in DuckDB beside our own: node duckdb.mjs FILE.csv… prints milliseconds a run,
// the best of seven, of the first file and of all. scripts/bench.sh calls it where npm has @duckdb/node-api.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const { DuckDBInstance } = await import(pathToFileURL(createRequire(process.cwd() + '/').resolve('@duckdb/node-api')))
const c = await (await DuckDBInstance.create(':memory:')).connect()
await c.run("set threads = 2")
const r = [1, 2, 3, 4, 5, 6, 7]
const query = where => `select year, county, stage, ${r.map(i => `sqrt(greatest(sum(r${i} * r${i} / students) * sum(students) / (sum(r${i}) * sum(r${i})) - 1, 0))`).join(', ')} from s ${where} group by all`
const files = process.argv.slice(2)
await c.run(`create table s as select ${files.map((f, i) => `${i} as year, county, stage, students::double as students, ${r.map(k => `r${k}::double as r${k}`).join(', ')} from read_csv('${f}')`).join(' union all select ')}`)
for (const where of ['where year = 0', '']) {
  let best = Infinity
  for (let i = 0; i < 7; i++) {
    const t = performance.now()
    await (await c.runAndReadAll(query(where))).getRows()
    best = Math.min(best, performance.now() - t)
  }
  console.log(best.toFixed(1))
}
process.exit(0)
