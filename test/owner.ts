/** The action as recipes and pages name it: its owner is put in place once (CONTRIBUTING.md, "Releasing"). */
export const ACTION = 'OWNER/lambda-cold-start-gate'
