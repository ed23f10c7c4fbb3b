const { sharedSet } = require('@coldstate/adapters/redis')

const blocked = sharedSet('blocked.blocked', { role: 'security', layout: 'entries', ttl: { s: 604_800 } })

exports.handler = async (event) => {
  if (event.block) {
    await blocked.add(event.ip)
    return { statusCode: 204 }
  }
  if (event.unblock) {
    await blocked.delete(event.ip)
    return { statusCode: 204 }
  }
  return { statusCode: (await blocked.has(event.ip)) ? 403 : 200 }
}
