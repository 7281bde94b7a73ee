/** Loopback is this machine: nobody listens in between. */
export const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** Whether what this address says can be relied on: https, or http within this machine. */
export const isTrusted = (url: URL): boolean => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
