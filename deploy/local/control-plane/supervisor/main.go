package supervisor

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

const usage = `usage:
  control-plane up --dir DIR [flags]   run a control plane until SIGINT or SIGTERM
  control-plane version                print the versions of what is linked in
`

// Main is the command control-plane; it returns the exit code.
func Main(args []string, versions string) int {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "up":
		return runUp(args)
	case "version":
		fmt.Println(versions)
		return 0
	case "help", "-h", "--help":
		fmt.Print(usage)
		return 0
	default:
		fmt.Fprint(os.Stderr, usage)
		return 2
	}
}

func runUp(args []string) int {
	opts, exitWithStdin, err := parseUp(args, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "control-plane:", err)
		return 2
	}

	ctx, stop := context.WithCancelCause(context.Background())
	stopOnSignal(stop)
	if exitWithStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop(errors.New("standard input was closed"))
		}()
	}

	if err := up(ctx, opts); err != nil {
		fmt.Fprintln(os.Stderr, "control-plane:", err)
		var death *deathError
		if errors.As(err, &death) {
			fmt.Fprintln(os.Stderr, death.lastLines)
		}
		return 1
	}
	return 0
}

func parseUp(args []string, output io.Writer) (opts options, exitWithStdin bool, err error) {
	opts.out, opts.progress = os.Stdout, os.Stderr
	flags := flag.NewFlagSet("control-plane up", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.StringVar(&opts.dir, "dir", "", "`directory` for data, certificates and logs; must be absent, empty, or left by an earlier run (then it is emptied)")
	flags.BoolVar(&opts.audit, "audit", true, "log every request to DIR/audit.log")
	flags.BoolVar(&opts.remove, "remove", false, "remove DIR at the end")
	flags.BoolVar(&exitWithStdin, "exit-with-stdin", false, "end when standard input reaches its end, that is: with the parent process")
	with := flags.String("with", ControllerManager+","+Scheduler, "comma-separated `components` to run beside etcd and kube-apiserver")
	if err := flags.Parse(args); err != nil {
		return options{}, false, err
	}

	if flags.NArg() > 0 {
		return options{}, false, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if opts.dir == "" {
		return options{}, false, errors.New("--dir is required")
	}
	if opts.dir, err = filepath.Abs(opts.dir); err != nil {
		return options{}, false, err
	}
	for name := range strings.SplitSeq(*with, ",") {
		switch name {
		case ControllerManager:
			opts.controllerManager = true
		case Scheduler:
			opts.scheduler = true
		case "":
		default:
			return options{}, false, fmt.Errorf("--with knows %s and %s, not %q", ControllerManager, Scheduler, name)
		}
	}
	return opts, exitWithStdin, nil
}

// stopOnSignal turns the signals that ask for an end into one, and keeps those
// that must not cut the clean-up short from killing us: another Ctrl-C, and
// SIGPIPE when whoever read our output is gone.
func stopOnSignal(stop context.CancelCauseFunc) {
	requests := make(chan os.Signal, 1)
	signal.Notify(requests, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // the write then fails with EPIPE instead
	go func() {
		for s := range requests {
			stop(fmt.Errorf("received %s", s))
		}
	}()
}

// tail returns the last n lines of a file.
func tail(path string, n int) string {
	file, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	var lines []string
	reader := bufio.NewReader(file)
	for {
		line, err := reader.ReadString('\n')
		if line != "" {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
		if len(lines) > n {
			lines = slices.Delete(lines, 0, len(lines)-n)
		}
		if err != nil {
			return strings.Join(lines, "\n")
		}
	}
}
