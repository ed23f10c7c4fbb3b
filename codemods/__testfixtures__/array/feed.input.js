const recentPosts = []

exports.handler = async (event) => {
  if (event.post) {
    recentPosts.unshift(event.post)
    if (recentPosts.length > 20) recentPosts.pop()
    return { statusCode: 201 }
  }
  return { statusCode: 200, body: JSON.stringify(recentPosts.map((post) => post.title)) }
}
