package graalpywizard;

/** The Python that runs around the program. Internal sources: their globals are their own, not the program's. */
public final class Bootstrap {
    private Bootstrap() {
    }

    /**
     * Makes `__main__` and sys.path what `python FILE` makes them. `exit`, `quit` and `help` come from _sitebuiltins, as
     * the module site, which gives them elsewhere, is not imported. The import of `missing` fails; `terminals` are the
     * letters t and f for the three streams.
     */
    private static final String PREPARE = """
                    def prepare(main, package, sites, missing, natives, bz2, refuse, differ, terminals):
                        import sys, builtins, _sitebuiltins as s
                        m = sys.modules['__main__']
                        m.__file__ = main
                        m.__cached__ = m.__spec__ = m.__doc__ = m.__loader__ = None
                        m.__package__ = package or None
                        if sites:
                            sys.path.append(sites)
                        for name in missing.split():
                            sys.modules[name] = None
                        if natives:
                            load()
                        if bz2:
                            sys.modules['_bz2'] = Bz2('_bz2')
                            Bz2.library = bz2
                        # Else open() would take the encoding from LC_ALL: ISO-8859-1 under en_US.
                        import _locale; _locale.getencoding = encoding
                        builtins.exit = s.Quitter('exit', 'Ctrl-D (i.e. EOF)')
                        builtins.quit = s.Quitter('quit', 'Ctrl-D (i.e. EOF)')
                        builtins.help = s._Helper()
                        if terminals[1] != 't':
                            # As CPython: line by line to a terminal only. A write of each line costs ten times the time.
                            sys.stdout.reconfigure(line_buffering=False)
                        if differ:
                            tell(terminals)
                        if refuse:
                            forbid()
                        keep()
                    encoding = lambda: 'utf-8'
                    """;

    /**
     * A native module that cannot be unpacked is an ImportError, which programs expect of an import. And `_bz2`, whose
     * library the interpreter loads only when it is used, by a path that it never resolves and with an error that ends the
     * program, is unpacked and made when somebody takes something from it.
     */
    private static final String LOADER = """
                    def load():
                        global created
                        import _imp
                        created, _imp.create_dynamic = _imp.create_dynamic, create_dynamic
                    def create_dynamic(spec, file=None):
                        try:
                            return created(spec, file)
                        except OSError as error:
                            raise ImportError(f'{spec.name}: {error}', name=spec.name, path=spec.origin) from None
                    class Bz2(type(__import__('sys'))):
                        def __getattr__(self, name):
                            if name.startswith('__'):
                                raise AttributeError(name)
                            import sys, _io
                            try:
                                _io.open(self.library, 'rb').close()
                            except OSError as error:
                                raise ImportError(f'_bz2: {error}', name='_bz2') from None
                            sys.modules.pop('_bz2', None)
                            import _bz2
                            self.__dict__.update(_bz2.__dict__)
                            return getattr(_bz2, name)
                    """;

    /**
     * A file that is written and never closed: CPython flushes it when its last reference goes, GraalPy never does, and
     * its end is lost. So open() keeps what it opened for writing until it is closed; past 200 open files these are
     * flushed and only weakly kept, so that the collector may have them. The module io, 36 ms to import, takes its open
     * from _io. A callable object, not a function, as the built-in
     * function is no method where a class holds it.
     */
    private static final String OPEN = """
                    class Open:
                        __slots__ = ()
                        __name__ = __qualname__ = 'open'
                        __module__ = '_io'
                        __doc__ = open.__doc__
                        def __repr__(self):
                            return '<built-in function open>'
                        def __reduce__(self):
                            return 'open'
                        def __call__(self, *args, **kwargs):
                            file = real(*args, **kwargs)
                            mode = args[1] if len(args) > 1 else kwargs.get('mode', 'r')
                            if 'r' not in mode or '+' in mode:
                                kept.append(file)
                                if len(kept) > 200:
                                    thin()
                            return file
                    def thin():
                        global kept, weak
                        kept = [file for file in kept if not file.closed]
                        if len(kept) > 100:
                            flush()
                            weak = [ref for ref in weak if ref() is not None]
                            weak += map(__import__('_weakref').ref, kept)
                            kept = []
                    def flush():
                        for file in kept + [ref() for ref in weak]:
                            try:
                                if file is not None and not file.closed:
                                    file.flush()
                            except Exception:
                                pass
                    kept, weak = [], []
                    def keep():
                        global real
                        import sys, builtins, _io, atexit
                        real = _io.open
                        builtins.open = _io.open = Open()
                        if 'io' in sys.modules:
                            sys.modules['io'].open = builtins.open
                        atexit.register(flush)
                    """;

    /**
     * A signal that a program sends to itself: CPython has run the handler when the call returns, GraalPy runs it at a later
     * safepoint, or never if the program ends before; it ends with an error of Java where there is no handler; and without
     * the C library it does not find its own process. `send` makes the system deliver it.
     */
    private static final String RAISED = """
                    def raised(send):
                        import sys, _signal, _thread, posix
                        real, main = _signal.raise_signal, _thread.get_ident()
                        def raise_signal(signalnum, /):
                            if not 0 < signalnum < _signal.NSIG:
                                raise ValueError('signal number out of range')
                            handler = _signal.getsignal(signalnum)
                            if not callable(handler):
                                send(int(signalnum))
                            elif _thread.get_ident() == main:
                                handler(signalnum, sys._getframe(1))
                            else:
                                real(signalnum)
                        other = posix.kill
                        def kill(pid, signal, /):
                            if pid != posix.getpid():
                                other(pid, signal)
                            elif 0 < signal < _signal.NSIG:
                                raise_signal(signal)
                            elif signal:
                                raise OSError(22, 'Invalid argument')
                        for function, modules in (raise_signal, ('_signal', 'signal')), (kill, ('posix', 'os')):
                            function.__module__ = modules[0]
                            function.__qualname__ = function.__name__
                            for module in modules:
                                if module in sys.modules:
                                    setattr(sys.modules[module], function.__name__, function)
                    """;

    /** Without the module for signals GraalPy answers these with an error of Java, which ends the program. */
    private static final String REFUSED = """
                    def forbid():
                        import sys, posix
                        for name in 'kill', 'killpg':
                            if hasattr(posix, name):
                                setattr(posix, name, refused)
                                if 'os' in sys.modules:
                                    setattr(sys.modules['os'], name, refused)
                    def refused(*args, **kwargs):
                        raise PermissionError(1, 'Operation not permitted')
                    """;

    /** Streams that differ from standard output, whose answer GraalPy was given for all three. */
    private static final String TERMINALS = """
                    def tell(terminals):
                        import sys
                        for number, name in enumerate(('stdin', 'stdout', 'stderr')):
                            if terminals[number] != terminals[1]:
                                answer(number, getattr(sys, name), terminals[number] == 't')
                    def answer(number, stream, terminal):
                        import sys, posix
                        stream.isatty = lambda: terminal
                        posix.isatty = lambda fd, o=posix.isatty: terminal if fd == number else o(fd)
                        if 'os' in sys.modules:
                            sys.modules['os'].isatty = posix.isatty
                    """;

    /** Prints what ended the program as the interpreter would and returns the exit status. */
    private static final String REPORT = """
                    def report(error, broken):
                        import sys
                        if isinstance(error, SystemExit):
                            code = error.code
                            if code is None or isinstance(code, int):
                                return (code or 0) & 255
                            print(code, file=sys.stderr)
                            return 1
                        if broken and isinstance(error, BrokenPipeError):
                            return 141
                        sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
                        sys.last_exc = error
                        try:
                            sys.stdout.flush()
                        except Exception:
                            pass
                        try:
                            if isinstance(error, BaseExceptionGroup) and sys.excepthook is sys.__excepthook__:
                                import traceback  # GraalPy's own hook leaves out what a group holds
                                traceback.print_exception(error)
                            else:
                                sys.excepthook(type(error), error, error.__traceback__)
                        except SystemExit as other:
                            return report(other, broken)
                        except BaseException as other:
                            print('Error in sys.excepthook:', file=sys.stderr)
                            sys.__excepthook__(type(other), other, other.__traceback__)
                            print('\\nOriginal exception was:', file=sys.stderr)
                            sys.__excepthook__(type(error), error, error.__traceback__)
                        return 130 if isinstance(error, KeyboardInterrupt) else 1
                    """;

    /**
     * Threads, atexit and what is buffered, while a broken pipe still is an error: a thread that prints for ever has to end.
     * Returns the exit status that a failed last write asks for: 141 for a broken pipe, as by SIGPIPE, else CPython's 120.
     */
    private static final String FINISH = """
                    def finish():
                        import sys, atexit
                        if 'threading' in sys.modules:
                            sys.modules['threading']._shutdown()
                        try:
                            atexit._run_exitfuncs()
                        except BaseException:
                            pass  # printed already
                        try:
                            if sys.stdout is not None and not getattr(sys.stdout, 'closed', False):
                                sys.stdout.flush()
                        except BrokenPipeError:
                            return 141
                        except Exception as error:
                            print(f'Exception ignored in: {sys.stdout!r}\\n{type(error).__name__}: {error}', file=sys.stderr)
                            sys.stdout = None
                            return 120
                        return 0
                    """;

    /** All of them, in the order of the constants below. A snapshot holds what it gives (SnapshotLanguage). */
    public static final String FUNCTIONS = PREPARE + LOADER + OPEN + RAISED + REFUSED + TERMINALS + FINISH + REPORT
                    + "(prepare, raised, finish, report)\n";
    static final int PREPARES = 0;
    static final int RAISES = 1;
    static final int FINISHES = 2;
    static final int REPORTS = 3;

    /** Those that a start without a snapshot needs: to compile all takes 3 ms and makes 1 MB of garbage each time. */
    static String ofStart(boolean natives, boolean differ) {
        return PREPARE + (natives ? LOADER : "") + OPEN + (EngineSettings.SIGNALS ? RAISED : "raised = None\n")
                        + (EngineSettings.PROCESSES ? "" : REFUSED) + (differ ? TERMINALS : "") + FINISH + "(prepare, raised, finish)\n";
    }

    /** Compiled when an error ends the program. */
    static final String OF_ERROR = REPORT + "report\n";

    /** The functions of the snapshot, or None where there is none or it was dropped. */
    static final String KEPT = "getattr(__import__('sys').modules['__graalpython__'], 'launcher', None)\n";

    /** The text of a main file that names another encoding than UTF-8, or fails as the file would. */
    static String decoded(String path) {
        return "import tokenize\nwith tokenize.open(" + literal(path) + ") as f:\n    t = f.read()\nt\n";
    }

    static String importPackage(String name) {
        return "__import__(" + literal(name) + ")\n";
    }

    /** A Python string literal. */
    static String literal(String text) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127 && c != '\'' && c != '\\') {
                out.append(c);
            } else {
                out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16))
                        .append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return out.append("'").toString();
    }
}
