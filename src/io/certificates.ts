/** Node's names for an authority that nobody told it to trust: nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNKNOWN_AUTHORITY = /ISSUER_CERT|LEAF_SIGNATURE|SELF_SIGNED_CERT|CERT_UNTRUSTED/

/** What a certificate is refused for, whoever presents it; it will not be another one soon. */
const REFUSED = /CERT|LEAF_SIGNATURE|INVALID_CA|HOSTNAME_MISMATCH/

/**
 * What to do about a certificate, to be appended to a message.
 *
 * @param code of Node's error.
 * @returns '' where a list of trusted authorities would not help.
 */
export function adviseOnCertificate(code: unknown): string {
  return typeof code === 'string' && UNKNOWN_AUTHORITY.test(code)
    ? '; if its authority is one of your own, let NODE_EXTRA_CA_CERTS name the file of that'
    : ''
}

export function isCertificateRefused(code: unknown): boolean {
  return typeof code === 'string' && REFUSED.test(code)
}
