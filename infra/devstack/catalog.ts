/** How one server of the stack is found, and how it is built where it is not. */
export interface Recipe {
  /** Folder of the Go module that pins its version, beside this file. */
  readonly module: 'temporal' | 'kubernetes' | 'kwok' | 'prometheus';
  readonly package: string;
  readonly ldflags: string;
  /** How long a build takes with an empty Go cache on two cores. */
  readonly usually: string;
  /** Environment variable that names a binary to use instead. */
  readonly variable: string;
  /** Oldest version, as `[major, minor]`, that is taken from PATH. */
  readonly atLeast: readonly [number, number];
  /** Arguments that print the version. */
  readonly versionArgs: readonly string[];
}

const STRIP = '-s -w';

// Without these the API server calls itself v0.0.0-master, and clients that compare versions refuse it.
const KUBERNETES = [
  STRIP,
  '-X k8s.io/component-base/version.gitVersion=v1.36.3',
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=36',
].join(' ');

const kubernetes = (name: string, usually: string, versionArgs: readonly string[] = ['--version']): Recipe => ({
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
  ldflags: KUBERNETES,
  usually,
  variable: `TIDEGATE_${name.toUpperCase().replaceAll('-', '_')}_BIN`,
  atLeast: [1, 36],
  versionArgs,
});

/** The servers and tools of the stack. The first Kubernetes one pays for the packages that all of them share. */
export const catalog = {
  temporal: {
    module: 'temporal',
    package: 'github.com/temporalio/cli/cmd/temporal',
    ldflags: STRIP,
    usually: '5 to 10 minutes',
    variable: 'TIDEGATE_TEMPORAL_BIN',
    atLeast: [1, 5],
    versionArgs: ['--version'],
  },
  etcd: {
    module: 'kubernetes',
    package: 'go.etcd.io/etcd/server/v3',
    ldflags: STRIP,
    usually: 'under a minute',
    variable: 'TIDEGATE_ETCD_BIN',
    atLeast: [3, 5],
    versionArgs: ['--version'],
  },
  'kube-apiserver': kubernetes('kube-apiserver', '6 to 11 minutes'),
  'kube-controller-manager': kubernetes('kube-controller-manager', 'under a minute'),
  'kube-scheduler': kubernetes('kube-scheduler', 'under a minute'),
  kubectl: kubernetes('kubectl', 'under a minute', ['version', '--client']),
  kwok: {
    module: 'kwok',
    package: 'sigs.k8s.io/kwok/cmd/kwok',
    ldflags: STRIP,
    usually: '1 to 2 minutes',
    variable: 'TIDEGATE_KWOK_BIN',
    atLeast: [0, 6],
    versionArgs: ['--version'],
  },
  prometheus: {
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    ldflags: STRIP,
    usually: '9 minutes',
    variable: 'TIDEGATE_PROMETHEUS_BIN',
    atLeast: [2, 40],
    versionArgs: ['--version'],
  },
} as const satisfies Record<string, Recipe>;

/** Name of a server or tool of the stack. */
export type BinaryName = keyof typeof catalog;
