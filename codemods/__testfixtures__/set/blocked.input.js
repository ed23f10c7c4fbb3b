const blocked = new Set()

exports.handler = async (event) => {
  if (event.block) {
    blocked.add(event.ip)
    return { statusCode: 204 }
  }
  if (event.unblock) {
    blocked.delete(event.ip)
    return { statusCode: 204 }
  }
  return { statusCode: blocked.has(event.ip) ? 403 : 200 }
}
