/** `sha256:` and 64 hex digits: the only digest form registries of images agree on. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The reference a pod is given: always by digest, so that a moved tag changes nothing. */
export const imageReference = (release: { repository: string; digest: string }): string =>
  `${release.repository}@${release.digest}`;
