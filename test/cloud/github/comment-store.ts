import type { GitHubOptions } from '../options.ts'

export type Comment = {
  readonly id: number
  readonly issue: number
  readonly user: string
  readonly body: string
  readonly createdAt: string
}

/** The comments of every issue, each issue beginning with those of other people. */
export type CommentStore = {
  of(issue: number): readonly Comment[]
  add(issue: number, user: string, body: string): Comment
  find(id: number): Comment | undefined
  edit(id: number, body: string): void
  remove(id: number): void
}

const defaultMarker = '<!-- lambda-cold-start-gate -->'

export function makeCommentStore(options: GitHubOptions): CommentStore {
  let comments: readonly Comment[] = []
  let nextId = 1001
  const begun = new Set<number>()

  function begin(issue: number): void {
    if (begun.has(issue)) return
    begun.add(issue)
    for (let index = 0; index < (options.foreignComments ?? 0); index += 1) {
      const quoted = index % 3 === 0 ? `${options.marker ?? defaultMarker}\n` : ''
      append(issue, `reader-${index % 7}`, `${quoted}I have read this ${index + 1} times.`)
    }
  }

  function append(issue: number, user: string, body: string): Comment {
    const comment = { id: nextId, issue, user, body, createdAt: new Date().toISOString() }
    nextId += 1
    comments = [...comments, comment]
    return comment
  }

  return {
    of(issue) {
      begin(issue)
      return comments.filter((comment) => comment.issue === issue)
    },
    add(issue, user, body) {
      begin(issue)
      return append(issue, user, body)
    },
    find: (id) => comments.find((comment) => comment.id === id),
    edit(id, body) {
      comments = comments.map((comment) => (comment.id === id ? { ...comment, body } : comment))
    },
    remove(id) {
      comments = comments.filter((comment) => comment.id !== id)
    },
  }
}
