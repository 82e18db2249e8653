/** Host and domain names: gethostname(2), getdomainname(2), uname(2). */
export const UTS_CALLS = {
  sethostname: 'name length',
  gethostname: "-> uname(2)'s nodename",
  setdomainname: 'name length',
  getdomainname: "-> uname(2)'s domainname",
  sethostname_nowhere: 'length; the name is at an address that is none',
  setdomainname_nowhere: 'length; as above',
} as const;
