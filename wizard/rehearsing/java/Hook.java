package graalpywizard.rehearsal;

/** The Python that watches imports from inside. */
final class Hook {
    /**
     * Takes `tell`, which writes a line of strings. Wraps the one function that every search for a module goes through:
     * sys.meta_path, sys.modules and `__import__` stay as they are, and no exception passes through it. What atexit
     * holds is called last in, first out, so `end` comes after all that the program registers.
     *
     * before NAME... is what every program has; found NAME; missing NAME FILE LINE MODULE...: FILE and LINE are the program's own, MODULE... what was being
     * imported from there on, the innermost last; error TYPE NAME MESSAGE (FILE LINE MODULE)... is what ended the
     * program; modules NAME... and unfinished NAME... are at the end.
     */
    static final String PYTHON = """
                    def watch(tell):
                        import sys, atexit, _frozen_importlib as machinery
                        real, frame_of = machinery._find_spec, sys._getframe
                        own = '/graalpy/app/', '/graalpy/project/'
                        def place():
                            frame, modules = frame_of(2), []
                            while frame is not None:
                                file = frame.f_code.co_filename
                                if file.startswith(own) or '/site-packages/' in file:
                                    return file, str(frame.f_lineno), *reversed(modules)
                                if frame.f_code.co_name == '<module>' and not file.startswith('<'):
                                    modules.append(str(frame.f_globals.get('__name__')))
                                frame = frame.f_back
                            return '', '0', *reversed(modules)
                        def _find_spec(name, path, target=None):
                            spec = real(name, path, target)
                            try:
                                if spec is None:
                                    tell('missing', str(name), *place())
                                else:
                                    tell('found', str(name))
                            except Exception:
                                pass
                            return spec
                        def steps(error):
                            trace, result = error.__traceback__, []
                            while trace is not None and len(result) < 600:
                                frame = trace.tb_frame
                                if not frame.f_code.co_filename.startswith('<frozen'):
                                    result += frame.f_code.co_filename, str(trace.tb_lineno), str(frame.f_globals.get('__name__'))
                                trace = trace.tb_next
                            return result
                        def initializing(name):
                            return getattr(getattr(sys.modules[name], '__spec__', None), '_initializing', False) is True
                        def end():
                            try:
                                names = [name for name in list(sys.modules) if type(name) is str and sys.modules[name] is not None]
                                tell('modules', *names)
                                tell('unfinished', *[name for name in names if initializing(name)])
                                error = getattr(sys, 'last_exc', None)
                                if isinstance(error, BaseException):
                                    name = getattr(error, 'name', None) if isinstance(error, ImportError) else None
                                    kinds = [kind.__name__ for kind in type(error).__mro__]
                                    tell('error', ' '.join(kinds), str(name or ''), str(error)[:1000], *steps(error))
                            except Exception:
                                pass
                        tell('before', *[name for name in list(sys.modules) if type(name) is str])
                        machinery._find_spec = _find_spec
                        atexit.register(end)
                    watch
                    """;

    private Hook() {
    }
}
