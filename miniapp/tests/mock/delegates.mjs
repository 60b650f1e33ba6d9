/** Relatives who act for each other, in the mock API. */
import { absent, list, ok, refuse } from './answers.mjs'

const named = (who) => who && { id: who.id, name: who.name }
const person = (state, id) => state.people.find((one) => one.id === id)

const shown = (state, who, row) => ({
  id: row.id,
  mine: row.principal === who.id,
  principal: named(person(state, row.principal)),
  agent: named(person(state, row.agent)) ?? null,
  relation: row.relation,
  scope: row.scope,
  scope_name: row.scope === 'all' ? '报事、查看和确认' : '只能查看',
  state: row.state,
  ends_on: row.ends_on,
  version: row.version,
  actions: row.state === 'ended' ? [] : ['revoke'],
})

export function delegations({ state, who }) {
  const rows = state.delegations.filter((row) => row.principal === who.id || row.agent === who.id)
  return list(rows.map((row) => shown(state, who, row)))
}

export function invite({ state, who, body, headers }) {
  const key = headers['Idempotency-Key'] ?? headers['idempotency-key']
  let row = key && state.delegations.find((one) => one.key === key)
  if (!row) {
    const number = state.delegations.length + 1
    row = { id: `d-${number}`, key, principal: who.id, agent: null, ...body, state: 'invited', version: 1 }
    row.code = String(10_000_000 + number)
    state.delegations.unshift(row)
  }
  return ok({ ...shown(state, who, row), code: row.state === 'invited' ? row.code : null }, 201)
}

export function accept({ state, who, body }) {
  const row = state.delegations.find((one) => one.code === body.code && one.state === 'invited')
  if (!row) return refuse(404, 'app.not_found', '代办码不对或已失效，请让家人重新生成')
  if (row.principal === who.id) return refuse(409, 'app.conflict', '不能做自己的代办人')
  Object.assign(row, { agent: who.id, state: 'active', version: row.version + 1 })
  return ok(shown(state, who, row))
}

export function revoke({ state, who }, id) {
  const row = state.delegations.find((one) => one.id === id && [one.principal, one.agent].includes(who.id))
  if (!row) return absent()
  Object.assign(row, { state: 'ended', version: row.version + 1 })
  return ok(shown(state, who, row))
}

const active = (state, who) =>
  state.delegations.filter((row) => row.agent === who.id && row.state === 'active')

/** Whom `who` may report for, if it is `id`. */
export function mayReportFor(state, who, id) {
  const row = active(state, who).find((one) => one.principal === id && one.scope === 'all')
  return row && person(state, row.principal)
}

export function principalsOf(state, who) {
  return active(state, who).map((row) => {
    const whom = person(state, row.principal)
    const homes = row.scope === 'all' ? whom.homes : []
    return {
      delegation_id: row.id,
      person: named(whom),
      relation: row.relation,
      scope: row.scope,
      ends_on: row.ends_on,
      homes: homes.map(({ home_id, label, compound_id, compound_name, building_id, state: standing }) => ({
        home_id,
        label,
        compound_id,
        compound_name,
        building_id,
        state: standing,
      })),
    }
  })
}
