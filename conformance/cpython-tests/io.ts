import type { Counterparts } from "./counterpart.js";
import { EVENT_LOOP_TESTS } from "./event-loops.js";

const SOCKETS = "sockets, streams and servers are not there yet";
const SELECTOR = `${SOCKETS}; how to wait for a socket is up to Node`;
const PROACTOR = `about Windows' completion ports, which Node hides; ${SOCKETS}`;
const PROTOCOLS = `protocols and transports are not there: JavaScript's are Node's streams, and ${SOCKETS}`;
const PIPES = "pipes are not there yet";
const SUBPROCESS =
  "subprocesses are not there yet; a Process runs a module with a loop of its own (test/agents/process.test.ts)";
const WATCHERS =
  "child watchers are not needed: Node itself waits for children; subprocesses are not there yet";

/** Tests of what the loop does with the outside world. */
export const io: Counterparts = {
  "test_buffered_proto.py": [
    { classes: ["BufferedProtocolSelectorTests", "BufferedProtocolProactorTests"], why: PROTOCOLS },
  ],
  "test_proactor_events.py": [
    {
      classes: [
        "ProactorSocketTransportTests",
        "ProactorDatagramTransportTests",
        "BaseProactorEventLoopTests",
        "ProactorEventLoopUnixSockSendfileTests",
      ],
      why: PROACTOR,
    },
  ],
  "test_protocols.py": [{ classes: ["ProtocolsAbsTests"], why: PROTOCOLS }],
  "test_selector_events.py": [
    { classes: ["BaseSelectorEventLoopTests"], why: SELECTOR },
    {
      classes: [
        "SelectorTransportTests",
        "SelectorSocketTransportTests",
        "SelectorSocketTransportBufferedProtocolTests",
        "SelectorDatagramTransportTests",
      ],
      why: PROTOCOLS,
    },
  ],
  "test_sendfile.py": [
    {
      classes: EVENT_LOOP_TESTS,
      why: SOCKETS,
    },
  ],
  "test_server.py": [{ classes: ["SelectorStartServerTests", "ProactorStartServerTests"], why: SOCKETS }],
  "test_sock_lowlevel.py": [
    {
      classes: EVENT_LOOP_TESTS,
      why: SELECTOR,
    },
  ],
  "test_ssl.py": [{ classes: ["TestSSL"], why: SOCKETS }],
  "test_sslproto.py": [
    { classes: ["SslProtoHandshakeTests", "SelectorStartTLSTests", "ProactorStartTLSTests"], why: PROTOCOLS },
  ],
  "test_streams.py": [{ classes: ["StreamTests"], why: SOCKETS }],
  "test_subprocess.py": [
    { classes: ["SubprocessTransportTests", "SubprocessProactorTests"], why: SUBPROCESS },
    {
      classes: [
        "SubprocessThreadedWatcherTests",
        "SubprocessMultiLoopWatcherTests",
        "SubprocessSafeWatcherTests",
        "SubprocessFastWatcherTests",
        "SubprocessPidfdWatcherTests",
        "GenericWatcherTests",
      ],
      why: WATCHERS,
    },
  ],
  "test_transports.py": [{ classes: ["TransportTests"], why: PROTOCOLS }],
  "test_unix_events.py": [
    {
      classes: ["SelectorEventLoopSignalTests"],
      why: "a loop has no handlers of signals, `process.on` has; what SIGINT does to a run is in test/loop/interrupt.test.ts",
    },
    { classes: ["SelectorEventLoopUnixSocketTests", "SelectorEventLoopUnixSockSendfileTests"], why: SOCKETS },
    { classes: ["UnixReadPipeTransportTests", "UnixWritePipeTransportTests"], why: PIPES },
    {
      classes: [
        "AbstractChildWatcherTests",
        "BaseChildWatcherTests",
        "SafeChildWatcherTests",
        "FastChildWatcherTests",
      ],
      why: WATCHERS,
    },
    { classes: ["PolicyTests"], why: `there are no policies; ${WATCHERS}` },
    {
      classes: ["TestFunctional"],
      why: "JavaScript waits for streams, not for file descriptors: Node has no call for that",
    },
  ],
  "test_windows_events.py": [
    {
      classes: ["ProactorLoopCtrlC"],
      why: "no test is run on Windows; what SIGINT does to a run is in test/loop/interrupt.test.ts",
    },
    {
      classes: ["ProactorMultithreading"],
      here: ["test/loop/interrupt.test.ts", "test/agents/thread.test.ts"],
      lacks: "no test is run on Windows",
    },
    { classes: ["ProactorTests"], why: PROACTOR },
    { classes: ["WinPolicyTests"], why: "there are no policies" },
  ],
  "test_windows_utils.py": [{ classes: ["PipeTests", "PopenTests"], why: `${PIPES}; Node has its own` }],
};
