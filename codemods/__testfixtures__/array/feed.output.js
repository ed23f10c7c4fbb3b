const { sharedList } = require('@coldstate/adapters/redis')

const recentPosts = sharedList('feed.recentPosts', { role: 'history', cap: 20 })

exports.handler = async (event) => {
  if (event.post) {
    await recentPosts.unshift(event.post)
    return { statusCode: 201 }
  }
  return { statusCode: 200, body: JSON.stringify((await recentPosts.slice()).map((post) => post.title)) }
}
